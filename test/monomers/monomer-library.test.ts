import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtInDictionary } from '../../src/monomers/dictionary.js';
import { findMonomerLibrary } from '../../src/monomers/find-library.js';
import { layeredDictionary } from '../../src/monomers/layered-dictionary.js';
import { openMonomerLibrary } from '../../src/monomers/monomer-library.js';

/** A folder with these files. */
function folder(files: Readonly<Record<string, string>>): string {
  const dir = mkdtempSync(join(tmpdir(), 'geomin-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), content);
  }
  return dir;
}

const component = (id: string, group = 'non-polymer'): string => `data_comp_list
loop_ _chem_comp.id _chem_comp.group
${id} ${group}
data_comp_${id}
loop_ _chem_comp_atom.atom_id _chem_comp_atom.type_symbol _chem_comp_atom.type_energy
C1 C CX
O1 O O
loop_ _chem_comp_bond.atom_id_1 _chem_comp_bond.atom_id_2 _chem_comp_bond.value_dist _chem_comp_bond.value_dist_esd
C1 O1 1.23 0.02
`;

const ENERGIES = `data_energy
loop_ _lib_atom.type _lib_atom.hb_type _lib_atom.vdw_radius _lib_atom.vdwh_radius _lib_atom.ion_radius
CX N 1.71 1.81 .
`;

const LINKS = `data_link_list
loop_ _chem_link.id _chem_link.comp_id_1 _chem_link.mod_id_1 _chem_link.group_comp_1
_chem_link.comp_id_2 _chem_link.mod_id_2 _chem_link.group_comp_2
b LIG NOO . . . peptide
a . . . . . .
symmetry . . . . . .
data_link_b
loop_ _chem_link_bond.atom_1_comp_id _chem_link_bond.atom_id_1 _chem_link_bond.atom_2_comp_id _chem_link_bond.atom_id_2
_chem_link_bond.value_dist _chem_link_bond.value_dist_esd
1 C1 2 N 1.34 0.02
data_link_a
_x.y z
data_link_symmetry
loop_ _chem_link_bond.atom_1_comp_id _chem_link_bond.atom_id_1
. .
data_mod_NOO
loop_ _chem_mod_atom.function _chem_mod_atom.atom_id
delete O1
data_mod_BAD
loop_ _chem_mod_atom.function _chem_mod_atom.atom_id
remove O1
`;

describe.each([
  ['links_and_mods.cif', LINKS, 21],
  ['list/mon_lib_list.cif', `data_lib\n_lib.version 5\n\ndata_comp_list\n_chem_comp.id LIG\n${LINKS}`, 26],
])('a library with %s', (list, content, badLine) => {
  const library = openMonomerLibrary(
    folder({ 'l/LIG.cif': component('LIG', 'D-pyranose'), 'ener_lib.cif': ENERGIES, [list]: content }),
  );

  it('has components, energy types, links and modifications', () => {
    expect(library.comp('LIG')).toMatchObject({ group: 'pyranose', origin: library.name });
    expect(library.comp('LIG')).toBe(library.comp('LIG'));
    expect([library.has('LIG'), library.has('LIB')]).toEqual([true, false]);
    expect(library.energyType('CX')).toMatchObject({ vdwRadius: 1.71, vdwhRadius: 1.81 });
    expect(library.links().map(({ id }) => id)).toEqual(['a', 'b']);
    expect(library.link('b')?.sides[1].group).toBe('peptide');
    expect(library.link('b')?.origin).toBe(library.name);
    const changed = library.modification('NOO')!.apply(library.comp('LIG')!);
    expect(changed.atoms.map(({ name }) => name)).toEqual(['C1']);
    expect(library.modification('NONE')).toBeUndefined();
  });

  it('names the line of the list that is broken, once something asks for it', () => {
    expect(() => library.modification('BAD')).toThrow(
      expect.objectContaining({
        code: 'DICTIONARY',
        message: expect.stringMatching(
          `${list}:${badLine}: "remove" is none of add, delete, change`,
        ) as string,
      }),
    );
  });
});

describe('a library of components alone', () => {
  const dir = folder({
    'l/LIG.cif': component('LIG'),
    'a/ALA.cif': `stray\n${component('ALA')}`,
    'c/CON_CON.cif': component('CON'),
    'b/BAD.cif': component('BAD').replace('1.23', 'long'),
    'e/EMP.cif': '',
    'o/OTH.cif': component('XYZ'),
    'secret.cif': component('secret'),
  });
  const library = openMonomerLibrary(dir);

  it('leaves links, modifications and energy types to the layers below', () => {
    const all = layeredDictionary([library, builtInDictionary()]);
    expect(library.links()).toEqual([]);
    expect(library.energyType('CH1')).toBeUndefined();
    expect(all.link('TRANS')).toBe(builtInDictionary().link('TRANS'));
    expect(all.comp('LIG')?.origin).toBe(`the monomer library ${dir}`);
    expect(all.passedOver?.('ALA')).toBe('the built-in dictionary');
  });

  it('finds names that Windows keeps for itself, and passes over words before the first block', () => {
    expect(library.comp('CON')?.id).toBe('CON');
    expect(library.comp('ALA')?.atoms).toHaveLength(2);
  });

  it.each(['', '.', '../secret', 'x/../../secret', 'l/LIG', 'lig', 'OTH', 'EMP', 'L G', 'ÄÖÜ', '\0'])(
    'has nothing under %j',
    (id) => {
      expect(library.comp(id)).toBeUndefined();
    },
  );

  it('names the line of a component that is broken', () => {
    expect(() => library.comp('BAD')).toThrow(
      expect.objectContaining({
        code: 'DICTIONARY',
        message: `${join(dir, 'b', 'BAD.cif')}:9: _chem_comp_bond.value_dist is no number: "long"`,
      }),
    );
  });
});

describe('openMonomerLibrary', () => {
  it('refuses what is no library', () => {
    const empty = folder({ 'x.txt': '' });
    expect(() => openMonomerLibrary(join(empty, 'none'))).toThrow(expect.objectContaining({ code: 'FILE' }));
    expect(() => openMonomerLibrary(empty)).toThrow('this is no monomer library');
    expect(() => openMonomerLibrary(join(empty, 'x.txt'))).toThrow('this is no monomer library');
  });
});

describe('findMonomerLibrary', () => {
  const library = folder({ 'a/ALA.cif': '' });
  const suite = folder({ 'lib/data/monomers/a/ALA.cif': '' });

  it('asks CLIBD_MON first, then CCP4, and passes over what is not there', () => {
    expect(findMonomerLibrary({ CLIBD_MON: library, CCP4: suite })).toBe(library);
    const monomers = join(suite, 'lib', 'data', 'monomers');
    expect(findMonomerLibrary({ CLIBD_MON: join(library, 'none'), CCP4: suite })).toBe(monomers);
    expect(findMonomerLibrary({ CLIBD_MON: '', CCP4: suite })).toBe(monomers);
  });
});
