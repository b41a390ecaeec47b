import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ChemComp } from '../../src/monomers/chem-comp.js';
import { parseRestraints, readRestraintsFile } from '../../src/monomers/restraints-file.js';

const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}.cif`, import.meta.url));

const comp = (name: string, id: string): ChemComp => {
  const found = readRestraintsFile(fixture(name)).comp(id);
  if (!found) throw new Error(`no ${id}`);
  return found;
};

const scratch = (name: string, content: string | Uint8Array): string => {
  const path = join(mkdtempSync(join(tmpdir(), 'geomin-')), name);
  writeFileSync(path, content);
  return path;
};

describe('a file in the style of', () => {
  it('AceDRG', () => {
    const lactate = comp('acedrg', 'LCT');
    expect(lactate).toMatchObject({ group: 'NON-POLYMER', origin: fixture('acedrg') });
    expect(lactate.atoms).toHaveLength(11);
    expect(lactate.atoms[2]).toEqual({ name: 'O2', element: 'O', energyType: 'OC', charge: -1 });
    // Between electron clouds, not the 1.092 between nuclei.
    expect(lactate.bonds[5]).toEqual({ atoms: ['C2', 'H2'], ideal: 0.986, esd: 0.0138 });
    expect([lactate.bonds.length, lactate.angles.length, lactate.torsions.length]).toEqual([10, 16, 3]);
    expect(lactate.torsions[0]).toMatchObject({ id: 'sp2_sp3_1', ideal: 0, esd: 20, period: 6 });
    expect(lactate.chiralities).toEqual([{ atoms: ['C2', 'O3', 'C1', 'C3'], sign: 'positive' }]);
    expect(lactate.planes).toEqual([
      { id: 'plan-1', atoms: ['C1', 'C2', 'O1', 'O2'], esds: [0.02, 0.02, 0.02, 0.02] },
    ]);
    expect(lactate.remarks).toBeUndefined();
    expect(lactate.aliases.get('1H3')).toBe('H31');
  });

  it('Grade2: a block without comp_, older names, energy types that are open', () => {
    const sulfoxide = comp('grade2', 'DMZ');
    expect(sulfoxide.group).toBe('NON-POLYMER');
    expect(sulfoxide.atoms.map(({ energyType }) => energyType)).toEqual(['S', 'O', '', 'C']);
    expect(sulfoxide.aliases.get('CB')).toBe('C2');
    expect(sulfoxide.bonds[0]).toEqual({ atoms: ['S1', 'O1'], ideal: 1.497, esd: 0.012 });
    expect(sulfoxide.chiralities[0].sign).toBe('both');
  });

  it('eLBOW: a torsion without value, planes without esd, open charges', () => {
    const phenol = comp('elbow', 'PHO');
    expect(phenol.group).toBe('NON-POLYMER');
    expect(phenol.atoms.every(({ charge }) => charge === 0)).toBe(true);
    expect(phenol.bonds[7].ideal).toBe(0.85);
    expect(phenol.torsions.map(({ id }) => id)).toEqual(['CONST_01']);
    expect(phenol.planes[0].esds).toEqual(Array.from({ length: 7 }, () => 0.02));
    expect(phenol.remarks).toEqual(['torsion Var_01 in line 79 has no value']);
  });

  it('PRODRG: a tree, no group, names with stars, hands cut short and of metals', () => {
    const ligand = comp('prodrg', 'DRG');
    expect(ligand.group).toBe('NON-POLYMER');
    expect(ligand.atoms[1].charge).toBe(-0.65);
    expect(ligand.aliases.get("C5'")).toBe('C5*');
    expect(ligand.aliases.get('OP1')).toBe('O1P');
    expect(ligand.chiralities).toEqual([{ atoms: ['P', 'O1P', 'O2P', 'O3P'], sign: 'negative' }]);
    expect(ligand.remarks).toEqual([
      'the chirality of C5* (positiv) in line 92 is no volume of three neighbours',
      'the chirality of P (cross4) in line 93 is no volume of three neighbours',
    ]);
  });

  it('a link, with its modifications', () => {
    const dictionary = readRestraintsFile(fixture('link'));
    const link = dictionary.link('CYS-ACM');
    expect(dictionary.links()).toEqual([link]);
    expect(link?.sides.map((side) => [side.comp, side.modification])).toEqual([
      ['CYS', 'CYSm1'],
      ['ACM', 'ACMm1'],
    ]);
    const acrylamide = dictionary.comp('ACM')!;
    expect(dictionary.modification('ACMm1')?.apply(acrylamide).bonds[0].ideal).toBe(1.524);
    expect(link?.origin).toBe(fixture('link'));
  });
});

describe('the group of a component that does not state it', () => {
  const bonds = (...pairs: string[]): string => {
    const names = [...new Set(pairs.flatMap((pair) => pair.split('-')))];
    const atom = (name: string): string => `"${name}" ${name[0]}`;
    const bond = (pair: string): string => `"${pair.replace('-', '" "')}" 1.5 0.02`;
    return `data_comp_X
loop_ _chem_comp_atom.atom_id _chem_comp_atom.type_symbol
${names.map(atom).join('\n')}
loop_ _chem_comp_bond.atom_id_1 _chem_comp_bond.atom_id_2 _chem_comp_bond.value_dist _chem_comp_bond.value_dist_esd
${pairs.map(bond).join('\n')}
`;
  };
  const peptide = ['N-CA', 'CA-C', 'C-O', 'CA-CB', 'N-H'];
  const nucleotide = ["P-O5'", "O5'-C5'", "C3'-O3'", "C5'-C3'"];

  it.each([
    ['an amino acid', peptide, 'peptide'],
    ['one like proline', [...peptide, 'N-CD', 'CD-CB'], 'P-peptide'],
    ['an N-methylated one', [...peptide, 'N-CN', 'CN-H1'], 'M-peptide'],
    ['a deoxynucleotide', nucleotide, 'DNA'],
    ['a nucleotide', [...nucleotide, "C2'-O2'"], 'RNA'],
    ['anything else', ['C1-O1', 'C1-C2'], 'NON-POLYMER'],
  ])('is told by the bonds of %s', (_, pairs, group) => {
    expect(parseRestraints(bonds(...pairs), 'x.cif').comp('X')?.group).toBe(group);
  });
});

describe('readRestraintsFile', () => {
  it('reads a gzipped file', () => {
    const path = scratch('lactate.cif.gz', gzipSync(readFileSync(fixture('acedrg'))));
    expect(readRestraintsFile(path).comp('LCT')?.bonds).toHaveLength(10);
  });

  it.each([
    ['no such file', 'none.cif', undefined, 'FILE', /none\.cif: cannot be read: there is no such file/],
    ['an empty file', 'a.cif', '', 'DICTIONARY', /a\.cif: holds no component, link or modification/],
    ['a list alone', 'a.cif', 'data_comp_list\n_chem_comp.id X\n', 'DICTIONARY', /holds no component/],
    [
      'a model',
      'a.pdb',
      'ATOM      1  N   ALA A   1\n',
      'DICTIONARY',
      /a\.pdb:1: the value "ATOM" belongs to no tag/,
    ],
    [
      'a damaged archive',
      'a.gz',
      Uint8Array.of(0x1f, 0x8b, 8, 0, 1),
      'DICTIONARY',
      /gzip compression is damaged/,
    ],
    ['binary noise', 'a.bin', Uint8Array.of(0, 255, 7), 'DICTIONARY', /a\.bin:1: /],
  ])('refuses %s', (_, name, content, code, message) => {
    const path = content === undefined ? name : scratch(name, content);
    expect(() => readRestraintsFile(path)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) as string }),
    );
  });
});
