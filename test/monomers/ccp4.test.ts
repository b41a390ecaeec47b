import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readComponents, readEnergyTypes } from '../../src/monomers/ccp4-components.js';
import { readLinks, readModifications } from '../../src/monomers/ccp4-modifications.js';
import { parseCif } from '../../src/monomers/cif.js';
import { COMPONENT_COLUMNS, pack, unpack } from '../../src/monomers/packing.js';

const blocks = (text: string) => parseCif(text, 'lib.cif');

const COMPONENT = `data_comp_list
loop_ _chem_comp.id _chem_comp.group
XYZ non-polymer
data_comp_XYZ
loop_ _chem_comp_atom.atom_id _chem_comp_atom.type_symbol _chem_comp_atom.type_energy _chem_comp_atom.partial_charge
"C1'" C CT 0.000
'H1 ' h H .
O o OC -1
N N N 0
loop_ _chem_comp_bond.atom_id_1 _chem_comp_bond.atom_id_2 _chem_comp_bond.value_dist _chem_comp_bond.value_dist_esd
"C1'" O 1.251 .0183
loop_ _chem_comp_chir.atom_id_centre _chem_comp_chir.atom_id_1 _chem_comp_chir.atom_id_2 _chem_comp_chir.atom_id_3
_chem_comp_chir.volume_sign
"C1'" O "H1 " N negativ
loop_ _chem_comp_plane_atom.plane_id _chem_comp_plane_atom.atom_id _chem_comp_plane_atom.dist_esd
p O 0.02
q O 0.02
p "C1'" 0.05
`;

describe('readComponents', () => {
  it('reads what a component states', () => {
    expect(readComponents(blocks(COMPONENT))).toEqual([
      {
        id: 'XYZ',
        group: 'NON-POLYMER',
        atoms: [
          { name: "C1'", element: 'C', energyType: 'CT', charge: 0 },
          { name: 'H1', element: 'H', energyType: 'H', charge: 0 },
          { name: 'O', element: 'O', energyType: 'OC', charge: -1 },
          { name: 'N', element: 'N', energyType: 'N', charge: 0 },
        ],
        bonds: [{ atoms: ["C1'", 'O'], ideal: 1.251, esd: 0.0183 }],
        angles: [],
        torsions: [],
        chiralities: [{ atoms: ["C1'", 'O', 'H1', 'N'], sign: 'negative' }],
        planes: [
          { id: 'p', atoms: ['O', "C1'"], esds: [0.02, 0.05] },
          { id: 'q', atoms: ['O'], esds: [0.02] },
        ],
      },
    ]);
  });

  it.each([
    ['1.251', '?', 'lib.cif:11: _chem_comp_bond.value_dist has no value'],
    ['1.251', '1.2.5', 'lib.cif:11: _chem_comp_bond.value_dist is no number: "1.2.5"'],
    ['1.251', '0', 'lib.cif:11: a bond cannot be 0 Å long'],
    ['.0183', '.', 'lib.cif:11: _chem_comp_bond.value_dist_esd has no value'],
    ['.0183', '-.02', 'lib.cif:11: value_dist_esd is negative: -0.02'],
    ['negativ', 'left', 'lib.cif:14: "left" is no volume sign (positive, negative, both)'],
    ['p O 0.02', 'p O -1', 'lib.cif:16: dist_esd is negative: -1'],
    ['p O 0.02', 'p OX 0.02', 'lib.cif:16: a plane is on OX, which is no atom of XYZ'],
    [`"C1'" O 1.251`, 'C9 O 1.251', 'lib.cif:11: a bond is on C9, which is no atom of XYZ'],
    [`"C1'" O 1.251`, 'O O 1.251', 'lib.cif:11: the bond O-O has an atom twice'],
    [`"H1 " N`, 'X N', 'lib.cif:14: a chirality is on X, which is no atom of XYZ'],
    ['N N N 0', 'O N N 0', 'lib.cif:9: XYZ has two atoms O'],
  ])('names the line where %s is %s', (right, wrong, message) => {
    const broken = blocks(COMPONENT.replace(right, wrong));
    expect(broken).not.toEqual(blocks(COMPONENT));
    expect(() => readComponents(broken)).toThrow(expect.objectContaining({ code: 'DICTIONARY', message }));
  });

  const ANGLES = `loop_ _chem_comp_bond.atom_id_1 _chem_comp_bond.atom_id_2 _chem_comp_bond.value_dist
_chem_comp_bond.value_dist_esd
A B 1.5 .02 B C 1.5 .02
loop_ _chem_comp_angle.atom_id_1 _chem_comp_angle.atom_id_2 _chem_comp_angle.atom_id_3
_chem_comp_angle.value_angle _chem_comp_angle.value_angle_esd
A B C 110 3
`;
  const component = (restraints: string) =>
    `data_comp_X\nloop_ _chem_comp_atom.atom_id _chem_comp_atom.type_symbol\nA C B C C C\n${restraints}`;

  it.each([
    [
      'a bond twice, the other way round',
      ANGLES.replace('B C', 'B A'),
      'lib.cif:6: the bond B-A stands twice',
    ],
    ['an angle twice', `${ANGLES}C B A 109 3\n`, 'lib.cif:10: the angle C-B-A stands twice'],
    ['an angle of 190°', ANGLES.replace('110', '190'), 'lib.cif:9: an angle between bonds cannot be 190°'],
  ])('refuses %s', (_, restraints, message) => {
    expect(() => readComponents(blocks(component(restraints)))).toThrow(
      expect.objectContaining({ code: 'DICTIONARY', message }),
    );
  });

  it('refuses a component without atoms, and one that stands twice', () => {
    expect(() => readComponents(blocks('data_other\n_a.b c\ndata_comp_X\n_c.d e\n'))).toThrow(
      'lib.cif:3: X has no atoms',
    );
    expect(() => readComponents(blocks(component('') + component('')))).toThrow('lib.cif:4: X stands twice');
  });

  it('tells of an angle between atoms that are not bonded, and keeps it', () => {
    const [comp] = readComponents(blocks(component(ANGLES.replace('A B C 110', 'A C B 110'))));
    expect(comp.angles).toHaveLength(1);
    expect(comp.remarks).toEqual(['the angle A-C-B is restrained, though A and C are not bonded']);
  });

  it('tells of a torsion that has an atom twice, and leaves it out', () => {
    const torsion = [
      'id',
      'atom_id_1',
      'atom_id_2',
      'atom_id_3',
      'atom_id_4',
      'value_angle',
      'value_angle_esd',
    ];
    const tags = torsion.map((item) => `_chem_comp_tor.${item}`).join(' ');
    const [comp] = readComponents(blocks(component(`loop_ ${tags}\nt1 A B C A 0 10\n`)));
    expect([comp.torsions, comp.remarks]).toEqual([[], ['torsion t1 in line 5 has an atom twice']]);
  });

  it('says what is missing from a description of the PDB', () => {
    const text = component(
      'loop_ _chem_comp_bond.atom_id_1 _chem_comp_bond.atom_id_2 _chem_comp_bond.value_order\nA B SING\n',
    );
    expect(() => readComponents(blocks(text))).toThrow(
      /^lib.cif:5: X has bonds without ideal lengths.*AceDRG/,
    );
  });
});

describe('readModifications and readLinks', () => {
  it('read changes with what they leave open', () => {
    const text = `data_mod_m
loop_ _chem_mod_atom.function _chem_mod_atom.atom_id _chem_mod_atom.new_atom_id _chem_mod_atom.new_type_energy
Delete OXT . .
add . HO5' HOH1
loop_ _chem_mod_bond.function _chem_mod_bond.atom_id_1 _chem_mod_bond.atom_id_2 _chem_mod_bond.new_value_dist
change CA C 1.526
`;
    const [record] = readModifications(blocks(text));
    expect(record).toMatchObject({
      id: 'm',
      atoms: [
        { function: 'delete', name: 'OXT' },
        { function: 'add', name: '', newName: "HO5'", energyType: 'HOH1' },
      ],
      bonds: [{ function: 'change', atoms: ['CA', 'C'], ideal: 1.526, esd: undefined }],
    });
    expect(() => readModifications(blocks(text.replace('change', 'alter')))).toThrow(
      'lib.cif:6: "alter" is none of add, delete, change',
    );
  });

  it('read the two sides of a link', () => {
    const text = `data_link_list
loop_ _chem_link.id _chem_link.comp_id_1 _chem_link.mod_id_1 _chem_link.group_comp_1
_chem_link.comp_id_2 _chem_link.mod_id_2 _chem_link.group_comp_2
L CYS m peptide . . NON-POLYMER
data_link_L
loop_ _chem_link_bond.atom_1_comp_id _chem_link_bond.atom_id_1 _chem_link_bond.atom_2_comp_id _chem_link_bond.atom_id_2
_chem_link_bond.value_dist _chem_link_bond.value_dist_esd
1 SG 2 ZN 2.33 0.05
`;
    const [link] = readLinks(blocks(text));
    expect(link.sides).toEqual([
      { comp: 'CYS', modification: 'm', group: 'peptide' },
      { comp: '', modification: '', group: 'NON-POLYMER' },
    ]);
    expect(link.bonds[0].atoms).toEqual([
      { side: 1, name: 'SG' },
      { side: 2, name: 'ZN' },
    ]);
    expect(() => readLinks(blocks(text.replace('1 SG', '3 SG')))).toThrow(
      'lib.cif:8: atom_1_comp_id must be 1 or 2',
    );
  });
});

describe('readEnergyTypes', () => {
  it('reads radii, and passes over the row without a type', () => {
    const text = `data_energy
loop_ _lib_atom.type _lib_atom.hb_type _lib_atom.vdw_radius _lib_atom.vdwh_radius _lib_atom.ion_radius
OH1 B 1.520 1.520 1.28
H N 1.2 . .
. B 1.7 1.5 1.7
`;
    expect([...readEnergyTypes(blocks(text))]).toEqual([
      ['OH1', { hydrogenBond: 'B', vdwRadius: 1.52, vdwhRadius: 1.52, ionRadius: 1.28 }],
      ['H', { hydrogenBond: 'N', vdwRadius: 1.2, vdwhRadius: NaN, ionRadius: NaN }],
    ]);
  });
});

describe('packing', () => {
  it('gives back what was packed', () => {
    const name = fc.string({ maxLength: 4 });
    const bond = fc.record({
      atoms: fc.tuple(name, name),
      ideal: fc.double({ noNaN: true }),
      esd: fc.double({ noNaN: true }),
    });
    const atom = fc.record({ name, element: name, energyType: name, charge: fc.integer() });
    const record = fc.record({
      id: name,
      atoms: fc.array(atom),
      bonds: fc.array(bond),
      angles: fc.constant([]),
      torsions: fc.constant([]),
      chiralities: fc.constant([]),
      planes: fc.constant([]),
    });
    fc.assert(
      fc.property(record, (r) => {
        expect(unpack(pack(r, COMPONENT_COLUMNS), COMPONENT_COLUMNS)).toEqual(r);
      }),
    );
  });
});
