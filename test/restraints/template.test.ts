import { describe, expect, it } from 'vitest';
import type { ChemComp } from '../../src/monomers/chem-comp.js';
import { builtInDictionary } from '../../src/monomers/dictionary.js';
import { idealChiralVolume } from '../../src/restraints/chiral-volume.js';
import { CompPreparation } from '../../src/restraints/prepared-comp.js';

const dictionary = builtInDictionary();
const POLYMERS = [
  ...[
    'ALA',
    'ARG',
    'ASN',
    'ASP',
    'CYS',
    'GLN',
    'GLU',
    'GLY',
    'HIS',
    'ILE',
    'LEU',
    'LYS',
    'MET',
    'MSE',
    'PHE',
  ],
  ...['PRO', 'SER', 'THR', 'TRP', 'TYR', 'VAL', 'A', 'C', 'G', 'U', 'DA', 'DC', 'DG', 'DT'],
];

describe('the template of a component', () => {
  it.each(POLYMERS)('of %s has every bond, angle and chiral centre', (id) => {
    const comp = dictionary.comp(id)!;
    const { template } = new CompPreparation(dictionary).prepare(comp, []);
    expect(template.bonds.ideal).toHaveLength(comp.bonds.length);
    expect(template.angles.ideal).toHaveLength(comp.angles.length);
    expect(template.chiralities.ideal).toHaveLength(comp.chiralities.length);
  });

  it('leaves out restraints of sigma 0, and centres without an ideal volume', () => {
    const alanine = dictionary.comp('ALA')!;
    const broken: ChemComp = {
      ...alanine,
      bonds: alanine.bonds.map((bond) => ({ ...bond, esd: bond.atoms.includes('OXT') ? 0 : bond.esd })),
      angles: alanine.angles.filter(({ atoms }) => atoms[1] !== 'CA'),
    };
    const { template } = new CompPreparation(dictionary).prepare(broken, []);
    expect(template.bonds.ideal).toHaveLength(alanine.bonds.length - 1);
    expect(template.chiralities.ideal).toHaveLength(0);
  });

  it('is made once for each set of modifications', () => {
    const preparation = new CompPreparation(dictionary);
    const alanine = dictionary.comp('ALA')!;
    const linked = [dictionary.modification('DEL-OXT')!];
    expect(preparation.prepare(alanine, linked)).toBe(preparation.prepare(alanine, linked));
    expect(preparation.prepare(alanine, linked)).not.toBe(preparation.prepare(alanine, []));
  });

  it('keeps the torsion O-C-CA-N of a linked residue, but not that of a hydrogen of NH3+', () => {
    const alanine = dictionary.comp('ALA')!;
    const modifications = ['DEL-OXT', 'DEL-HN1'].map((id) => dictionary.modification(id)!);
    const { comp } = new CompPreparation(dictionary).prepare(alanine, modifications);
    const torsions = comp.torsions.map(({ atoms }) => atoms.join(' '));
    expect(torsions).toContain('O C CA N');
    expect(torsions).not.toContain('C CA N H');
  });
});

describe('idealChiralVolume', () => {
  const cube = { distance: () => 2, angle: () => 90 };

  it('is that of a cube for right angles', () => {
    expect(idealChiralVolume(cube, [0, 1, 2, 3])).toBeCloseTo(8, 12);
  });

  it('is 0 for three bonds in a plane', () => {
    expect(idealChiralVolume({ distance: () => 2, angle: () => 120 }, [0, 1, 2, 3])).toBeCloseTo(0, 6);
  });

  it('is undefined for angles that no centre can have, and 0 where rounding put them over 360°', () => {
    const volume = (angle: number) =>
      idealChiralVolume({ distance: () => 2, angle: () => angle }, [0, 1, 2, 3]);
    expect(volume(120.1)).toBe(0);
    expect(volume(125)).toBeUndefined();
  });

  it('is undefined where a bond or an angle is unknown', () => {
    expect(idealChiralVolume({ ...cube, angle: () => undefined }, [0, 1, 2, 3])).toBeUndefined();
    expect(idealChiralVolume({ ...cube, distance: () => undefined }, [0, 1, 2, 3])).toBeUndefined();
  });
});
