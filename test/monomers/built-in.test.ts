import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ChemComp } from '../../src/monomers/chem-comp.js';
import { builtInDictionary } from '../../src/monomers/dictionary.js';

const dictionary = builtInDictionary();

const idsIn = (file: string): string[] => {
  const url = new URL(`../../data/monomers/${file}`, import.meta.url);
  const content = JSON.parse(readFileSync(url, 'utf8')) as { records: Record<string, unknown> };
  return Object.keys(content.records);
};

const comp = (id: string): ChemComp => {
  const found = dictionary.comp(id);
  if (!found) throw new Error(`no ${id}`);
  return found;
};

const bond = (c: ChemComp, a: string, b: string) =>
  c.bonds.find(({ atoms }) => atoms.includes(a) && atoms.includes(b));

const angle = (c: ChemComp, a: string, vertex: string, b: string) =>
  c.angles.find(({ atoms }) => atoms[1] === vertex && atoms.includes(a) && atoms.includes(b));

const AMINO_ACIDS = 'ALA ARG ASN ASP CYS GLN GLU GLY HIS ILE LEU LYS MET PHE PRO SER THR TRP TYR VAL'.split(
  ' ',
);

describe('the built-in dictionary', () => {
  it.each([
    ['amino acids', AMINO_ACIDS],
    ['selenomethionine', ['MSE']],
    ['nucleotides', 'A C G U DA DC DG DT DU'.split(' ')],
    ['water and buffers', 'HOH SO4 PO4 GOL EDO CIT'.split(' ')],
    ['ions', 'NA K MG CA ZN MN FE FE2 CU CU1 NI CO CD HG LI CL BR IOD F'.split(' ')],
  ])('has the %s', (_, ids) => {
    expect(ids.filter((id) => !dictionary.comp(id))).toEqual([]);
  });

  it('gives undefined for what it does not have, and the same object each time for what it has', () => {
    expect(dictionary.comp('HEM')).toBeUndefined();
    expect(dictionary.comp('constructor')).toBeUndefined();
    expect(dictionary.modification('NONE')).toBeUndefined();
    expect(dictionary.link('NONE')).toBeUndefined();
    expect(dictionary.energyType('NONE')).toBeUndefined();
    expect(dictionary.comp('ALA')).toBe(dictionary.comp('ALA'));
  });

  it('states the values of the library', () => {
    const alanine = comp('ALA');
    expect(alanine.group).toBe('peptide');
    expect(alanine.atoms[0]).toEqual({ name: 'N', element: 'N', energyType: 'NT3', charge: 1 });
    expect(bond(alanine, 'CA', 'C')).toEqual({ atoms: ['CA', 'C'], ideal: 1.531, esd: 0.01 });
    // Between electron clouds; between nuclei it is 1.092.
    expect(bond(alanine, 'CA', 'HA')).toMatchObject({ ideal: 0.997, esd: 0.02 });
    expect(angle(alanine, 'O', 'C', 'OXT')).toMatchObject({ ideal: 125.618, esd: 1.5 });
    expect(alanine.torsions[0]).toEqual({
      id: 'hh1',
      atoms: ['N', 'CA', 'CB', 'HB3'],
      ideal: 180,
      esd: 10,
      period: 3,
    });
    expect(alanine.chiralities).toEqual([{ atoms: ['CA', 'N', 'C', 'CB'], sign: 'positive' }]);
    expect(alanine.planes).toEqual([
      { id: 'plan-1', atoms: ['C', 'CA', 'O', 'OXT'], esds: [0.02, 0.02, 0.02, 0.02] },
    ]);
    expect(comp('PRO').group).toBe('P-peptide');
    expect(comp('DA').group).toBe('DNA');
    expect(comp('ZN')).toMatchObject({ group: 'NON-POLYMER', atoms: [{ name: 'ZN', charge: 2 }], bonds: [] });
  });

  it('states the radii of the library', () => {
    expect(dictionary.energyType('CH1')).toEqual({
      hydrogenBond: 'N',
      vdwRadius: 1.7,
      vdwhRadius: 1.95,
      ionRadius: NaN,
    });
    expect(dictionary.energyType('OH1')).toMatchObject({
      hydrogenBond: 'B',
      vdwRadius: 1.52,
      ionRadius: 1.28,
    });
    expect(dictionary.energyType('ZN')).toMatchObject({ vdwRadius: 1.39, ionRadius: 0.74 });
  });
});

describe.each(idsIn('components.json'))('%s', (id) => {
  const c = comp(id);
  const names = new Set(c.atoms.map((atom) => atom.name));
  const restraints = [...c.bonds, ...c.angles, ...c.torsions, ...c.chiralities, ...c.planes];

  it('speaks of its own atoms only, each once', () => {
    expect(names.size).toBe(c.atoms.length);
    expect(restraints.flatMap(({ atoms }) => atoms).filter((name) => !names.has(name))).toEqual([]);
    expect(restraints.filter(({ atoms }) => new Set<string>(atoms).size !== atoms.length)).toEqual([]);
    expect([...c.aliases.keys()].filter((alias) => names.has(alias))).toEqual([]);
  });

  it('has known energy types and sound values', () => {
    expect(c.atoms.filter((atom) => !dictionary.energyType(atom.energyType))).toEqual([]);
    const esds = [...c.bonds, ...c.angles, ...c.torsions].map(({ esd }) => esd);
    expect([...esds, ...c.planes.flatMap((plane) => plane.esds)].every((esd) => esd >= 0)).toBe(true);
    expect(c.bonds.every(({ ideal, esd }) => ideal > 0.7 && ideal < 2.5 && esd > 0)).toBe(true);
    expect(c.angles.every(({ ideal, esd }) => ideal > 60 && ideal <= 180 && esd > 0)).toBe(true);
    expect(c.torsions.every(({ ideal, period }) => Math.abs(ideal) <= 360 && Number.isInteger(period))).toBe(
      true,
    );
    expect(
      c.planes.every((plane) => plane.atoms.length === plane.esds.length && plane.atoms.length >= 3),
    ).toBe(true);
  });

  it('is one molecule', () => {
    const reached = new Set([c.atoms[0].name]);
    for (let before = 0; before < reached.size;) {
      before = reached.size;
      for (const { atoms } of c.bonds)
        if (atoms.some((name) => reached.has(name))) atoms.forEach((a) => reached.add(a));
    }
    expect(reached.size).toBe(c.atoms.length);
  });
});

describe('the links', () => {
  it('include those of polymers and the disulfide', () => {
    const wanted = 'TRANS CIS PTRANS PCIS NMTRANS NMCIS SS disulf p gap'.split(' ');
    expect(wanted.filter((id) => !dictionary.link(id))).toEqual([]);
  });

  it('include those of components that other dictionaries have', () => {
    expect(dictionary.link('ACE_C-N')?.sides[0]).toMatchObject({ comp: 'ACE', modification: 'ACEmod' });
    expect(dictionary.link('CYS-HEMB')?.sides.map((s) => s.comp)).toEqual(['CYS', 'HEM']);
    expect(dictionary.comp('HEM')).toBeUndefined();
    expect(dictionary.link('BETA1-4')?.sides[0].group).toBe('pyranose');
  });

  it('state the values of the library', () => {
    const trans = dictionary.link('TRANS');
    expect(trans?.sides).toEqual([
      { comp: '', modification: 'DEL-OXT', group: 'peptide' },
      { comp: '', modification: 'DEL-HN1', group: 'peptide' },
    ]);
    const [c, n] = [{ side: 1, name: 'C' } as const, { side: 2, name: 'N' } as const];
    expect(trans?.bonds).toEqual([{ atoms: [c, n], ideal: 1.337, esd: 0.011 }]);
    expect(trans?.torsions.find(({ id }) => id === 'omega')).toMatchObject({ ideal: 180, esd: 5, period: 0 });
    expect(dictionary.link('CIS')?.torsions.find(({ id }) => id === 'omega')?.ideal).toBe(0);
    expect(dictionary.link('p')?.chiralities[0].atoms[1]).toEqual({ side: 2, name: "O5'" });
    expect(dictionary.link('gap')).toMatchObject({ bonds: [], angles: [], torsions: [] });
  });

  it('name modifications that are there', () => {
    const sides = idsIn('links.json').flatMap((id) => dictionary.link(id)?.sides ?? []);
    expect(sides.filter((s) => s.modification !== '' && !dictionary.modification(s.modification))).toEqual(
      [],
    );
    expect(dictionary.links().map(({ id }) => id)).toEqual(idsIn('links.json'));
  });
});
