import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseModel } from '../../src/model/read-model.js';
import { builtInDictionary } from '../../src/monomers/dictionary.js';
import { layeredDictionary } from '../../src/monomers/layered-dictionary.js';
import { openMonomerLibrary } from '../../src/monomers/monomer-library.js';
import { parseRestraints, readRestraintsFile } from '../../src/monomers/restraints-file.js';
import { buildRestraints } from '../../src/restraints/build-restraints.js';
import { HYDROGEN_BOND } from '../../src/restraints/restraints.js';
import { describeWithRefmacDictionary, REFMAC_DICTIONARY } from '../monomers/refmac-dictionary.js';
import { residueLines } from './fragments.js';

const fixture = (name: string) =>
  readRestraintsFile(fileURLToPath(new URL(`../monomers/fixtures/${name}.cif`, import.meta.url)));
const builtIn = builtInDictionary();

/** A residue with its atoms in a row, 1.4 Å apart. */
const residue = (name: string, atoms: readonly string[], number = 1): string =>
  atoms
    .map(
      (atom, i) =>
        `HETATM${String(i + 1).padStart(5)} ${` ${atom}`.padEnd(4)} ${name.padStart(3)} A${String(number).padStart(4)}    ` +
        `${[1.4 * i, i % 2, 10 * number].map((x) => x.toFixed(3).padStart(8)).join('')}  1.00 20.00          ` +
        `${atom[0].padStart(2)}`,
    )
    .join('\n');

const LACTATE = ['C1', 'O1', 'O2', 'C2', 'O3', 'C3'];
const messages = ({ issues }: { issues: readonly { message: string }[] }) => issues.map((i) => i.message);

describe('restraints of a model with a file of restraints', () => {
  const lactate = fixture('acedrg');
  const dictionary = layeredDictionary([lactate, builtIn]);

  it('are those of the file, with a note', () => {
    const model = parseModel(residue('LCT', LACTATE), 'pdb');
    const restraints = buildRestraints(model, { dictionary });
    const counts = [
      restraints.bonds.ideal.length,
      restraints.angles.ideal.length,
      restraints.planes.offsets.length - 1,
    ];
    expect(counts).toEqual([5, 6, 1]);
    expect(restraints.chiralities.ideal[0]).toBeGreaterThan(2);
    expect(restraints.sources).toEqual([lactate.name]);
    expect(messages(restraints)).toEqual([`LCT: from ${lactate.name}`]);
  });

  it('name what is passed over, and what cannot be used', () => {
    const text = `data_comp_HOH
loop_ _chem_comp_atom.atom_id _chem_comp_atom.type_symbol
O O
loop_ _chem_comp_tor.id _chem_comp_tor.value_angle
t .
`;
    const mine = layeredDictionary([parseRestraints(text, 'water.cif'), builtIn]);
    const restraints = buildRestraints(parseModel(residue('WAT', ['O']), 'pdb'), { dictionary: mine });
    expect(messages(restraints)).toEqual([
      'HOH: from water.cif, not from the built-in dictionary',
      'HOH: torsion t in line 5 has no value',
    ]);
  });

  it('say nothing where the model has nothing of it', () => {
    const model = parseModel(residueLines('1ubq', 'A', 1, 5).join('\n'), 'pdb');
    const restraints = buildRestraints(model, { dictionary });
    const alone = buildRestraints(model);
    expect(restraints.sources).toEqual([]);
    expect(restraints.issues).toEqual(alone.issues);
    expect(restraints.bonds).toEqual(alone.bonds);
    expect(restraints.nonbonded).toEqual(alone.nonbonded);
  });

  it('guess energy types that the file leaves open', () => {
    const model = parseModel(residue('PHO', ['C1', 'C2', 'C3', 'C4', 'C5', 'C6', 'O1']), 'pdb');
    const { radius, hydrogenBond } = buildRestraints(model, {
      dictionary: layeredDictionary([fixture('elbow'), builtIn]),
    }).nonbonded;
    // O1 carries a hydrogen in the dictionary: a hydroxyl group, donor and acceptor.
    expect([radius[6], hydrogenBond[6]]).toEqual([1.52, HYDROGEN_BOND.both]);
    expect(radius[1]).toBe(builtIn.energyType('CR16')!.vdwhRadius);
  });
});

describe('what nobody knows', () => {
  it('is named with all dictionaries that were asked, and each remedy', () => {
    const model = parseModel(`${residue('XQ7', ['C1'])}\n${residue('XQ8', ['C1'], 2)}`, 'pdb', {
      name: 'm.pdb',
    });
    const refused = () =>
      buildRestraints(model, { dictionary: layeredDictionary([fixture('link'), builtIn]) });
    expect(refused).toThrow(
      /^m\.pdb: no dictionary knows XQ7 \(1: A 1\), XQ8 \(1: A 2\); asked: .*link\.cif, the built-in/,
    );
    const remedy = expect.stringMatching(
      /--restraints FILE\.cif.*--monomer-library DIR.*apt-get install refmac-dictionary.*--unknown free/,
    ) as string;
    expect(refused).toThrow(expect.objectContaining({ remedy }));
  });
});

describeWithRefmacDictionary('a library that fills gaps', () => {
  const library = openMonomerLibrary(REFMAC_DICTIONARY);
  const dictionary = layeredDictionary([builtIn], { gaps: library });

  it('gives ligands of which the built-in dictionary knows nothing', () => {
    const heme = ['FE', 'N A', 'N B', 'N C', 'N D', 'C1A', 'CHA'];
    const restraints = buildRestraints(parseModel(residue('HEM', heme), 'pdb'), { dictionary });
    expect(restraints.sources).toEqual([library.name]);
    expect(messages(restraints)[0]).toBe(`HEM: from ${library.name}`);
    // FE to four nitrogens, C1A to its nitrogen and CHA.
    expect(restraints.bonds.ideal).toHaveLength(6);
  });

  it('restrains a whole protein where it is asked first, ends of the chain too', () => {
    const model = parseModel(residueLines('1ubq', 'A', 1, 76).join('\n'), 'pdb');
    const restraints = buildRestraints(model, { dictionary: layeredDictionary([library, builtIn]) });
    expect(restraints.bonds.ideal).toHaveLength(608);
    expect(messages(restraints)).toEqual([
      expect.stringMatching(/^MET, .*: from the monomer library .*, not from the built-in dictionary$/),
    ]);
  });

  it('changes nothing for what the built-in dictionary knows', () => {
    const model = parseModel(residueLines('1ubq', 'A', 1, 76).join('\n'), 'pdb');
    const [alone, both] = [buildRestraints(model), buildRestraints(model, { dictionary })];
    expect({ ...both, atomLabel: 0 }).toEqual({ ...alone, atomLabel: 0 });
  });
});
