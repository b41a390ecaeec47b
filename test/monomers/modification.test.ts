import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ChemComp, Modification } from '../../src/monomers/chem-comp.js';
import { builtInDictionary } from '../../src/monomers/dictionary.js';
import { createModification } from '../../src/monomers/modification.js';
import type { ModificationRecord } from '../../src/monomers/modification-record.js';

const dictionary = builtInDictionary();

function modified(id: string, ...modifications: string[]): ChemComp {
  const comp = dictionary.comp(id);
  if (!comp) throw new Error(`no ${id}`);
  return modifications.map(modification).reduce((c, m) => m.apply(c), comp);
}

function modification(id: string): Modification {
  const found = dictionary.modification(id);
  if (!found) throw new Error(`no ${id}`);
  return found;
}

const names = (comp: ChemComp): string[] => comp.atoms.map((atom) => atom.name);

/** What gemmi lists within a residue that is linked on both sides. */
interface GemmiRestraints {
  bonds: [string[], number, number][];
  angles: [string[], number, number][];
  torsions: [string[], number, number, number, string][];
  chirs: [string[], string][];
  planes: [string[], number][];
}

const reference = JSON.parse(
  gunzipSync(readFileSync(new URL('../reference/modifications.gemmi.json.gz', import.meta.url))).toString(),
) as { residues: Record<string, GemmiRestraints> };

describe.each(Object.entries(reference.residues))('%s in the middle of a chain', (id, gemmi) => {
  const comp = dictionary.comp(id)!;
  const ends = comp.group.endsWith('peptide')
    ? ['DEL-OXT', comp.group === 'P-peptide' ? 'DEL-HNP' : 'DEL-HN1']
    : ['DEL_HO3p', 'DEL_OP3'];
  const linked = modified(id, ...ends);

  it('has the restraints that gemmi gives it', () => {
    expect(linked.bonds.map((b) => [b.atoms, b.ideal, b.esd])).toEqual(gemmi.bonds);
    expect(linked.angles.map((a) => [a.atoms, a.ideal, a.esd])).toEqual(gemmi.angles);
    expect(linked.chiralities.map((c) => [c.atoms, c.sign])).toEqual(
      gemmi.chirs.map(([atoms, sign]) => [atoms, sign.toLowerCase()]),
    );
    const planes = linked.planes.filter((plane) => plane.atoms.length >= 4);
    expect(planes.map((plane) => [plane.atoms, plane.esds[0]])).toEqual(gemmi.planes);
  });

  it('has the torsions that gemmi gives it, less those the library deletes', () => {
    // gemmi 0.5.7 passes over torsion changes in tables without the columns id and new_period.
    const deleted = comp.group.endsWith('peptide') ? ['O C CA N', 'N CA C O', 'C CA N H', 'H N CA C'] : [];
    const kept = gemmi.torsions.filter(([atoms]) => !deleted.includes(atoms.join(' ')));
    expect(linked.torsions.map((t) => [t.atoms, t.ideal, t.esd, t.period, t.id])).toEqual(kept);
  });
});

describe('modifications of the library', () => {
  it('make the carboxylate of a linked residue a carbonyl', () => {
    const alanine = modified('ALA', 'DEL-OXT');
    expect(names(alanine)).not.toContain('OXT');
    expect(alanine.bonds[1]).toEqual({ atoms: ['CA', 'C'], ideal: 1.526, esd: 0.01 });
    expect(alanine.bonds.find(({ atoms }) => atoms[1] === 'O')).toMatchObject({ ideal: 1.229, esd: 0.012 });
    expect(alanine.planes).toEqual([{ id: 'plan-1', atoms: [], esds: [] }]);
  });

  it('make the ammonium of a linked residue an amide', () => {
    const alanine = modified('ALA', 'DEL-HN1');
    expect(alanine.atoms[0]).toEqual({ name: 'N', element: 'N', energyType: 'NH1', charge: 0 });
    expect(names(alanine).filter((name) => /^H\d?$/.test(name))).toEqual(['H']);
  });

  it('take the hydrogen off a disulfide, with all that it was restrained by', () => {
    const cysteine = modified('CYS', 'CYS-SS');
    const all = [...cysteine.bonds, ...cysteine.angles, ...cysteine.torsions];
    expect(names(cysteine)).not.toContain('HG');
    expect(all.filter(({ atoms }) => (atoms as readonly string[]).includes('HG'))).toEqual([]);
    expect(cysteine.bonds).toHaveLength(dictionary.comp('CYS')!.bonds.length - 1);
  });

  it("end a nucleic acid chain at O5'", () => {
    const cytidine = modified('DC', '5*END');
    expect(names(cytidine).filter((name) => name.includes('P'))).toEqual([]);
    expect(cytidine.atoms.at(-1)).toEqual({ name: "HO5'", element: 'H', energyType: 'HOH1', charge: 0 });
    expect(cytidine.bonds.at(-1)).toEqual({ atoms: ["O5'", "HO5'"], ideal: 0.839, esd: 0.01 });
  });

  it.each([
    ['ALA', ['NH3']],
    ['PRO', ['NH2', 'DEL-OXT', 'COO']],
    ['LYS', ['DEL-OXT', 'COO']],
    ['HIS', ['DEL-HD1', 'DEL-HE2']],
    ['DC', ['5*END']],
    ['G', ['DEL_HO3p', '3*END', 'p5*END', 'p3*END']],
    ['DU', ['DEL_HO3p', 'DEL_OP3']],
  ])('keep %s sound when %j are applied', (id, ids) => {
    const comp = modified(id, ...ids);
    const own = new Set(names(comp));
    const restraints = [...comp.bonds, ...comp.angles, ...comp.torsions];
    const all = [...restraints, ...comp.chiralities, ...comp.planes].flatMap(({ atoms }) => atoms);
    expect(all.filter((name) => !own.has(name))).toEqual([]);
    expect(restraints.filter(({ ideal, esd }) => !(esd >= 0) || Number.isNaN(ideal))).toEqual([]);
    expect(comp.atoms.filter(({ energyType }) => !dictionary.energyType(energyType))).toEqual([]);
  });

  it('leave the component itself as it was', () => {
    const before = JSON.stringify(dictionary.comp('ALA'));
    modified('ALA', 'DEL-OXT', 'DEL-HN1');
    expect(JSON.stringify(dictionary.comp('ALA'))).toBe(before);
  });

  it('give one result object for one component', () => {
    expect(modified('ALA', 'DEL-OXT', 'DEL-HN1')).toBe(modified('ALA', 'DEL-OXT', 'DEL-HN1'));
    expect(modified('ALA', 'DEL-OXT')).not.toBe(modified('GLY', 'DEL-OXT'));
  });
});

describe('createModification', () => {
  const butane: ChemComp = {
    id: 'BUT',
    group: 'NON-POLYMER',
    atoms: ['C1', 'C2', 'C3', 'C4'].map((name) => ({ name, element: 'C', energyType: 'CT', charge: 0 })),
    bonds: [
      { atoms: ['C1', 'C2'], ideal: 1.5, esd: 0.01 },
      { atoms: ['C2', 'C3'], ideal: 1.5, esd: 0.01 },
    ],
    angles: [{ atoms: ['C1', 'C2', 'C3'], ideal: 110, esd: 2 }],
    torsions: [{ id: 't', atoms: ['C1', 'C2', 'C3', 'C4'], ideal: 180, esd: 10, period: 3 }],
    chiralities: [{ atoms: ['C2', 'C1', 'C3', 'C4'], sign: 'positive' }],
    planes: [{ id: 'p', atoms: ['C1', 'C2', 'C3', 'C4'], esds: [0.02, 0.02, 0.02, 0.02] }],
    aliases: new Map(),
  };
  const apply = (changes: Partial<ModificationRecord>): ChemComp => {
    const none = { atoms: [], bonds: [], angles: [], torsions: [], chiralities: [], planes: [] };
    return createModification({ id: 'm', ...none, ...changes }).apply(butane);
  };

  it('deletes with an atom every restraint that it is in, and its place in planes', () => {
    const comp = apply({ atoms: [{ function: 'delete', name: 'C1' }] });
    expect(comp).toMatchObject({ angles: [], torsions: [], chiralities: [] });
    expect(comp.bonds).toEqual([butane.bonds[1]]);
    expect(comp.planes).toEqual([{ id: 'p', atoms: ['C2', 'C3', 'C4'], esds: [0.02, 0.02, 0.02] }]);
  });

  it('adds an atom once, and keeps the values that a change leaves open', () => {
    const add = { function: 'add', name: '', newName: 'C4', element: 'N', energyType: 'NT' } as const;
    expect(apply({ atoms: [add] }).atoms).toEqual(butane.atoms);
    expect(apply({ atoms: [{ ...add, newName: 'N5' }] }).atoms.at(-1)).toEqual({
      name: 'N5',
      element: 'N',
      energyType: 'NT',
      charge: 0,
    });
    expect(apply({ atoms: [{ function: 'change', name: 'C4', charge: -1 }] }).atoms[3]).toEqual({
      ...butane.atoms[3],
      charge: -1,
    });
  });

  it('finds restraints read from either end', () => {
    const comp = apply({
      bonds: [{ function: 'change', atoms: ['C2', 'C1'], ideal: 1.4 }],
      angles: [{ function: 'delete', atoms: ['C3', 'C2', 'C1'] }],
      torsions: [{ function: 'change', atoms: ['C4', 'C3', 'C2', 'C1'], id: 'u', period: 2 }],
    });
    expect(comp.bonds[0]).toEqual({ atoms: ['C1', 'C2'], ideal: 1.4, esd: 0.01 });
    expect(comp.angles).toEqual([]);
    expect(comp.torsions).toEqual([{ ...butane.torsions[0], id: 'u', period: 2 }]);
  });

  it('neither changes nor deletes what is not there, and adding replaces', () => {
    const comp = apply({
      bonds: [
        { function: 'change', atoms: ['C1', 'C4'], ideal: 9 },
        { function: 'delete', atoms: ['C1', 'C3'] },
        { function: 'add', atoms: ['C3', 'C2'], ideal: 1.6, esd: 0.05 },
        { function: 'add', atoms: ['C3', 'C4'], ideal: 1.7, esd: 0.05 },
      ],
    });
    expect(comp.bonds).toEqual([
      butane.bonds[0],
      { atoms: ['C3', 'C2'], ideal: 1.6, esd: 0.05 },
      { atoms: ['C3', 'C4'], ideal: 1.7, esd: 0.05 },
    ]);
  });

  it('knows a chirality with its neighbours turned round, but not with two of them swapped', () => {
    const turned = apply({
      chiralities: [{ function: 'change', atoms: ['C2', 'C3', 'C4', 'C1'], sign: 'negative' }],
    });
    const swapped = apply({
      chiralities: [{ function: 'change', atoms: ['C2', 'C3', 'C1', 'C4'], sign: 'negative' }],
    });
    expect(turned.chiralities[0].sign).toBe('negative');
    expect(swapped.chiralities[0].sign).toBe('positive');
  });

  it('changes planes atom by atom', () => {
    const comp = apply({
      planes: [
        { function: 'delete', id: 'p', atom: 'C1' },
        { function: 'change', id: 'p', atom: 'C2', esd: 0.05 },
        { function: 'add', id: 'q', atom: 'C1', esd: 0.01 },
        { function: 'add', id: 'q', atom: 'C2' },
        { function: 'delete', id: 'r', atom: 'C2' },
      ],
    });
    expect(comp.planes).toEqual([
      { id: 'p', atoms: ['C3', 'C4', 'C2'], esds: [0.02, 0.02, 0.05] },
      { id: 'q', atoms: ['C1', 'C2'], esds: [0.01, 0.01] },
    ]);
  });
});
