import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readModel } from '../../src/model/read-model.js';
import { matchAtoms } from '../../src/monomers/atom-matching.js';
import type { ChemComp } from '../../src/monomers/chem-comp.js';
import { builtInDictionary } from '../../src/monomers/dictionary.js';
import { resolveComp } from '../../src/monomers/residue-names.js';

const dictionary = builtInDictionary();

const comp = (id: string): ChemComp => {
  const found = dictionary.comp(id);
  if (!found) throw new Error(`no ${id}`);
  return found;
};

/** Names in, library names out, with `-` for unknown ones. */
const match = (id: string, names: string): string =>
  matchAtoms(comp(id), names.split(' '))
    .names.map((name) => name ?? '-')
    .join(' ');

describe('matchAtoms', () => {
  it.each([
    ['ALA', 'N CA C O CB', 'N CA C O CB'],
    ['ALA', 'H1 H2 H3', 'H H2 H3'],
    ['ALA', '1H 2H 3H 1HB 2HB 3HB', 'H H2 H3 HB1 HB2 HB3'],
    ['ALA', 'HT1 HT2 HT3', 'H H2 H3'],
    ['ALA', 'HN', 'H'],
    ['ALA', 'OT1 OT2', 'O OXT'],
    ['ALA', 'O OXT', 'O OXT'],
    ['PRO', 'H2 H3', 'H2 H'],
    ['PRO', 'HT1 HT2', 'H H2'],
    ['ILE', 'CD HD1 HD2 HD3', 'CD1 HD11 HD12 HD13'],
    ['ILE', '1HG1 2HG1 1HG2 2HG2 3HG2', 'HG13 HG12 HG21 HG22 HG23'],
    ['SER', 'HB2 HB3 HG', 'HB2 HB3 HG'],
    ['SER', 'HB1 HB2 HG1', 'HB3 HB2 HG'],
    ['SER', '1HB 2HB', 'HB3 HB2'],
    ['GLY', 'HA1 HA2', 'HA3 HA2'],
    ['ARG', '1HH1 2HH1 1HH2 2HH2', 'HH11 HH12 HH21 HH22'],
    ['TRP', 'HE1 HE3 HZ2 HZ3', 'HE1 HE3 HZ2 HZ3'],
    ['ASN', 'DD21 2DD2 DA', 'HD21 HD22 HA'],
    ['LEU', 'D DA DB2 1DD1', 'H HA HB2 HD11'],
    ['HOH', 'OW HW1 HW2', 'O H1 H2'],
    ['HOH', 'O D1 D2', 'O H1 H2'],
    ['DT', 'C5M O1P O2P C5* O4*', "C7 OP1 OP2 C5' O4'"],
    ['DT', '1H5M H72 3H5M 1H5* 2H5* 1H2* 2H2*', "H71 H72 H73 H5' H5'' H2' H2''"],
    ['A', 'O2* H2* 2HO* H5T 1H6', "O2' H2' HO2' - H61"],
    ['ZN', 'ZN', 'ZN'],
  ])('%s: %s', (id, names, expected) => expect(match(id, names)).toBe(expected));

  it("knows H5T once a modification has added HO5'", () => {
    const ended = dictionary.modification('5*END')!.apply(comp('DC'));
    expect(matchAtoms(ended, ["O5'", 'H5T']).names).toEqual(["O5'", "HO5'"]);
  });

  it('leaves heavy atoms that the component does not have', () => {
    expect(match('ALA', 'CG CB XX SG')).toBe('- CB - -');
  });

  it('counts off hydrogens that only their parent can be told of, if it has room for them', () => {
    expect(matchAtoms(comp('LYS'), ['HE7', 'HE8', 'CA'])).toEqual({
      names: ['HE2', 'HE3', 'CA'],
      counted: [0, 1],
    });
    expect(match('LYS', 'HE2 HE8 HE9')).toBe('HE2 - -');
    expect(match('LYS', 'HX1 HB9')).toBe('- HB2');
  });

  it("does not guess between C2' and O2'", () => {
    expect(match('A', "H2'9")).toBe('-');
  });

  it('gives a library atom to one name only', () => {
    expect(match('SER', 'HB3 HB1')).toBe('HB3 HB2');
    expect(match('SER', 'HB3 HB1 1HB')).toBe('HB3 - -');
    expect(match('ALA', 'H HN')).toBe('H -');
  });

  it('takes H and D at one place of two conformers for the same atom', () => {
    const names = ['N', 'H', 'D', 'HA', 'DA'];
    expect(matchAtoms(comp('ALA'), names, ['', 'A', 'B', 'A', 'A']).names).toEqual([
      'N',
      'H',
      'H',
      'HA',
      undefined,
    ]);
  });

  it('takes a name that stands twice for the same atom', () => {
    expect(matchAtoms(comp('SER'), ['CB', 'OG', 'OG'], ['', 'A', 'B']).names).toEqual(['CB', 'OG', 'OG']);
  });

  it('never lets two names of one conformer share an atom, whatever they are', () => {
    const name = fc.oneof(
      fc.constantFrom(...comp('LYS').aliases.keys()),
      fc.constantFrom(...comp('LYS').atoms.map((atom) => atom.name)),
      fc.string({ maxLength: 4 }),
    );
    const atoms = fc.array(fc.tuple(name, fc.constantFrom('', 'A', 'B')), { maxLength: 40 });
    fc.assert(
      fc.property(atoms, (list) => {
        const { names } = matchAtoms(
          comp('LYS'),
          list.map(([n]) => n),
          list.map(([, altloc]) => altloc),
        );
        for (const altloc of ['A', 'B']) {
          const inConformer = list.map(([, alt]) => alt === '' || alt === altloc);
          const taken = new Map(
            list.flatMap(([n], i) => (inConformer[i] && names[i] ? [[n, names[i]] as const] : [])),
          );
          expect(new Set(taken.values()).size).toBe(taken.size);
        }
      }),
    );
  });
});

describe('every atom of a real model has its library name', () => {
  it.each([
    ['1ubq.pdb', []],
    ['1d3z.pdb.gz', []],
    ['133d.pdb', ['C34']],
    ['2hhb.ent.gz', ['HEM']],
    ['altloc.pdb', []],
  ])('%s', async (file, unknown) => {
    const path = fileURLToPath(new URL(`../reference/models/${file}`, import.meta.url));
    const { residues, atoms } = await readModel(path);
    const unnamed = new Set<string>();
    for (const { name, iSeqs } of residues) {
      const names = iSeqs.map((i) => atoms.name[i]);
      const found = resolveComp(dictionary, name, names);
      const complete = found && !matchAtoms(found, names).names.includes(undefined);
      if (!complete) unnamed.add(name);
    }
    expect([...unnamed]).toEqual(unknown);
  });

  it('also with the names of PDB version 2', () => {
    const text = readFileSync(new URL('../reference/models/133d.pdb', import.meta.url), 'latin1');
    const old = (name: string): string =>
      name
        .replaceAll("'", '*')
        .replace(/^OP(\d)$/, 'O$1P')
        .replace(/^C7$/, 'C5M');
    const residues = new Map<string, string[]>();
    for (const line of text.split('\n').filter((l) => l.startsWith('ATOM'))) {
      const place = line.slice(17, 27);
      residues.set(place, [...(residues.get(place) ?? []), old(line.slice(12, 16).trim())]);
    }
    for (const [place, names] of residues) {
      const library = place.slice(0, 3).trim();
      const found = resolveComp(dictionary, library.replace(/^D/, ''), names);
      expect(found?.id).toBe(library);
      expect(matchAtoms(found!, names).names).not.toContain(undefined);
    }
    expect(residues.size).toBe(10);
  });
});
