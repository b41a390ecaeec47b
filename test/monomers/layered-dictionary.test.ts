import { describe, expect, it } from 'vitest';
import { builtInDictionary } from '../../src/monomers/dictionary.js';
import { layeredDictionary } from '../../src/monomers/layered-dictionary.js';
import { resolveComp } from '../../src/monomers/residue-names.js';
import { parseRestraints } from '../../src/monomers/restraints-file.js';

const atoms = (...names: string[]): string =>
  `loop_ _chem_comp_atom.atom_id _chem_comp_atom.type_symbol\n${names.map((name) => `${name} ${name[0]}`).join('\n')}\n`;

const component = (id: string, ...names: string[]): string => `data_comp_${id}\n${atoms(...names)}`;

/** A link from SG of cysteine to C1 of any component. */
const link = (id: string, modification: string, length: number): string => `data_link_list
loop_ _chem_link.id _chem_link.comp_id_1 _chem_link.mod_id_1 _chem_link.comp_id_2 _chem_link.mod_id_2
${id} CYS ${modification} . .
data_link_${id}
loop_ _chem_link_bond.atom_1_comp_id _chem_link_bond.atom_id_1 _chem_link_bond.atom_2_comp_id
_chem_link_bond.atom_id_2 _chem_link_bond.value_dist _chem_link_bond.value_dist_esd
1 SG 2 C1 ${length} 0.02
`;

const deletion = (id: string, atom: string): string =>
  `data_mod_${id}\nloop_ _chem_mod_atom.function _chem_mod_atom.atom_id\ndelete ${atom}\n`;

const builtIn = builtInDictionary();

describe('layeredDictionary', () => {
  it('takes components from the first layer that has them, and says whose are passed over', () => {
    const mine = parseRestraints(component('ALA', 'N', 'CX') + component('LIG', 'C1'), 'mine.cif');
    const yours = parseRestraints(component('LIG', 'C2') + component('OTH', 'C3'), 'yours.cif');
    const all = layeredDictionary([mine, yours, builtIn]);
    const originOf = (id: string) => all.comp(id)?.origin;
    expect(['ALA', 'LIG', 'OTH', 'GLY', 'ZZZ'].map(originOf)).toEqual([
      'mine.cif',
      'mine.cif',
      'yours.cif',
      undefined,
      undefined,
    ]);
    expect(all.comp('GLY')).toBe(builtIn.comp('GLY'));
    const passedOver = ['ALA', 'LIG', 'OTH', 'GLY'].map((id) => all.passedOver?.(id));
    expect(passedOver).toEqual(['the built-in dictionary', 'yours.cif', undefined, undefined]);
    expect(all.name).toBe('mine.cif, yours.cif, the built-in dictionary');
  });

  it('keeps the built-in links and energy types, and adds those of other layers in the order of ids', () => {
    const mine = parseRestraints(link('CYS-LIG', '.', 1.81) + deletion('m', 'HG'), 'mine.cif');
    const all = layeredDictionary([mine, builtIn]);
    expect(all.link('CYS-LIG')?.origin).toBe('mine.cif');
    expect(all.link('TRANS')).toBe(builtIn.link('TRANS'));
    expect(all.modification('m')).toBeDefined();
    expect(all.energyType('CH1')).toBe(builtIn.energyType('CH1'));
    const ids = all.links().map(({ id }) => id);
    expect(ids).toEqual([...ids].sort());
    expect(new Set(ids).size).toBe(builtIn.links().length + 1);
  });

  it('lets a link of a file replace the link of that name', () => {
    const mine = parseRestraints(link('disulf', '.', 2.05), 'mine.cif');
    const all = layeredDictionary([mine, builtIn]);
    expect(all.link('disulf')?.bonds[0].ideal).toBe(2.05);
    expect(all.links().filter(({ id }) => id === 'disulf')).toEqual([all.link('disulf')]);
  });

  it('gives each link the modification of its own file, where several call theirs alike', () => {
    const mine = parseRestraints(link('L1', 'CYSm1', 1.81) + deletion('CYSm1', 'HG'), 'mine.cif');
    const yours = parseRestraints(link('L2', 'CYSm1', 1.77) + deletion('CYSm1', 'HA'), 'yours.cif');
    const all = layeredDictionary([mine, yours, builtIn]);
    const left = (id: string): string[] => {
      const modification = all.modification(all.link(id)!.sides[0].modification)!;
      const cysteine = builtIn.comp('CYS')!;
      const kept = new Set(modification.apply(cysteine).atoms.map(({ name }) => name));
      return cysteine.atoms.map(({ name }) => name).filter((name) => !kept.has(name));
    };
    expect([left('L1'), left('L2')]).toEqual([['HG'], ['HA']]);
    expect(all.links().filter(({ id }) => id === 'L2')).toEqual([all.link('L2')]);
    expect(all.link('L2')!.sides[0].modification).toBe('CYSm1 of yours.cif');
  });

  it('lets a modification that stands alone replace that of everybody', () => {
    const mine = parseRestraints(deletion('DEL-OXT', 'O'), 'mine.cif');
    const all = layeredDictionary([mine, builtIn]);
    const changed = all.modification(all.link('TRANS')!.sides[0].modification)!.apply(builtIn.comp('ALA')!);
    expect(changed.atoms.map(({ name }) => name)).toContain('OXT');
    expect(changed.atoms.map(({ name }) => name)).not.toContain('O');
  });
});

describe('what only fills gaps', () => {
  const library = parseRestraints(
    component('ALA', 'N') +
      component('WAT', 'O') +
      component('CYX', 'C9') +
      component('LIG', 'C1') +
      link('TRANS', '.', 9),
    'the library',
  );
  const all = layeredDictionary([builtIn], { gaps: library });

  it('is asked about what nobody else has', () => {
    expect(resolveComp(all, 'LIG', ['C1'])?.origin).toBe('the library');
    expect(all.comp('ALA')).toBe(builtIn.comp('ALA'));
    expect(all.link('TRANS')).toBe(builtIn.link('TRANS'));
  });

  it('does not change what other names mean to the rest', () => {
    expect(resolveComp(all, 'WAT', ['O'])?.id).toBe('HOH');
    expect(resolveComp(all, 'CYX', ['N', 'CA', 'C', 'O', 'CB', 'SG'])?.id).toBe('CYS');
    expect(resolveComp(all, 'CYX', ['C9'])?.origin).toBe('the library');
  });
});
