import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeBundle, encodeBundle } from '../../src/bundles/codec.js';
import { macromoleculeBundle, restraintsOf } from '../../src/bundles/macromolecule.js';
import type { MacromoleculeBundle } from '../../src/bundles/bundle.js';
import { geometryGradients } from '../../src/geometry/geometry-gradients.js';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import { GeometryMinimizer } from '../../src/minimize/geometry-minimizer.js';
import { parseModel } from '../../src/model/read-model.js';
import { buildRestraints } from '../../src/restraints/build-restraints.js';
import { parseEdits } from '../../src/restraints/parse-edits.js';
import type { ModelRestraints } from '../../src/restraints/restraints.js';
import { projectFile } from '../e2e/run.js';
import { edited, minus, plain, site, ubiquitin } from './edited-ubiquitin.js';

describe('edits', () => {
  it('leave what they are not about as it is, to the same arrays, and say what they did', () => {
    const before = structuredClone({ ...plain, atomLabel: undefined });
    const restraints = edited(`distances:
  - { atoms: [NZ LYS A 11, OE2 GLU A 34], ideal: 2.8, sigma: 0.05 }
  - { atoms: [NZ LYS A 27, OD2 ASP A 52], ideal: 2.8, sigma: 0.05 }
bonds:
  - { action: change, atoms: [CB THR A 55, OG1 THR A 55], ideal: 1.5 }
dihedrals:
  - { action: delete, atoms: [CB PRO A 38, CA PRO A 38, N PRO A 38, CD PRO A 38] }`);
    for (const section of ['angles', 'chiralities', 'planes', 'nonbonded'] as const) {
      expect(restraints[section]).toBe(plain[section]);
    }
    expect({ ...plain, atomLabel: undefined }).toEqual(before);
    expect(restraints.issues.at(-1)).toEqual({
      kind: 'note',
      message: 'e.yaml: 2 distances added, 1 bond changed, 1 dihedral deleted',
      iSeqs: [],
    });
    expect(restraints.bonds.ideal).toHaveLength(610);
    expect(restraints.bonds.slack).toBeUndefined();
    expect(restraints.dihedrals.ideal).toHaveLength(314);
  });

  it('of nothing but what is there already change no digit', () => {
    const same = edited('bonds: [{ action: change, atoms: [CB THR A 55, OG1 THR A 55], slack: 0 }]');
    expect(same.bonds).toEqual(plain.bonds);
    const whole = edited(
      'dihedrals: [{ action: change, atoms: [CB PRO A 38, CA PRO A 38, N PRO A 38, CD PRO A 38], sigma: 10 }]',
    );
    expect(whole.dihedrals).toEqual(plain.dihedrals);
    const plane = edited(
      'planes: [{ action: change, atoms: "residue 45 and not name N CA C O", sigma: 0.02 }]',
    );
    expect(plane.planes.iSeqs).toEqual(plain.planes.iSeqs);
    expect(plane.planes.offsets).toEqual(plain.planes.offsets);
  });

  it('find a restraint by its atoms in either direction, and keep what they say nothing of', () => {
    const { bonds, dihedrals } = edited(`bonds:
  - { action: change, atoms: [OG1 THR A 55, CB THR A 55], ideal: 1.5, limit: 0.3 }
dihedrals:
  - { action: change, atoms: [CD PRO A 38, N PRO A 38, CA PRO A 38, CB PRO A 38], sigma: 20, harmonic: true }`);
    const k = bonds.limit!.findIndex((limit) => limit > 0);
    expect([bonds.ideal[k], bonds.weight[k], bonds.limit![k]]).toEqual([1.5, plain.bonds.weight[k], 0.3]);
    expect(bonds.topOut!.reduce((sum, on) => sum + on, 0)).toBe(1);
    const changed = [...dihedrals.weight.keys()].filter(
      (i) => dihedrals.weight[i] !== plain.dihedrals.weight[i],
    );
    expect(changed).toHaveLength(1);
    expect(dihedrals.weight[changed[0]]).toBe(1 / 400);
    expect(dihedrals.ideal[changed[0]]).toBe(plain.dihedrals.ideal[changed[0]]);
    expect(dihedrals.periodicity[changed[0]]).toBe(-plain.dihedrals.periodicity[changed[0]]);
  });

  it('see what edits before them did', () => {
    const add = '{ atoms: [NZ LYS A 11, OE2 GLU A 34], ideal: 2.8, sigma: 0.05 }';
    const change = '{ action: change, atoms: [OE2 GLU A 34, NZ LYS A 11], ideal: 3 }';
    const remove = '{ action: delete, atoms: [NZ LYS A 11, OE2 GLU A 34] }';
    const text = (...entries: string[]) => `distances: [${entries.join(', ')}]`;
    expect(edited(text(add, change)).bonds.ideal.at(-1)).toBe(3);
    expect(edited(text(add, remove)).bonds).toEqual(plain.bonds);
    expect(edited(text(add, remove, add)).bonds.ideal).toHaveLength(609);
    expect(() => edited(text(add, add))).toThrow('these atoms are restrained so already');
    const twice = buildRestraints(ubiquitin, {
      edits: [parseEdits(text(add), 'one'), parseEdits(text(change), 'two')],
    });
    expect(twice.bonds.ideal.at(-1)).toBe(3);
    expect(twice.issues.map(({ message }) => message)).toEqual([
      'one: 1 distance added',
      'two: 1 distance changed',
    ]);
  });

  it('join atoms by bonds, not by distances', () => {
    const atoms = 'atoms: [O ARG A 72, CG ARG A 72]';
    const pairOf = (restraints: ModelRestraints) => {
      const target = new GeometryTarget(restraints);
      const { iSeqs } = target.nonbondedPairs(ubiquitin.sitesCart);
      target.close();
      const [i, j] = [...restraints.bonds.iSeqs.subarray(-2)].sort((a, b) => a - b);
      return Array.from({ length: iSeqs.length / 2 }, (_, k) => k).some(
        (k) => iSeqs[2 * k] === i && iSeqs[2 * k + 1] === j,
      );
    };
    const bond = edited(`bonds: [{ ${atoms}, ideal: 2.5, sigma: 0.1 }]`);
    expect(pairOf(bond)).toBe(false);
    expect(bond.nonbonded.bonded).toHaveLength(plain.nonbonded.bonded.length + 2);
    const distance = edited(`distances: [{ ${atoms}, ideal: 2.5, sigma: 0.1 }]`);
    expect(pairOf(distance)).toBe(true);
    expect(distance.nonbonded).toBe(plain.nonbonded);
    const cut = edited('bonds: [{ action: delete, atoms: [CB THR A 55, OG1 THR A 55] }]');
    expect(cut.nonbonded.bonded).toHaveLength(plain.nonbonded.bonded.length - 2);
    const again = `bonds: [{ action: delete, atoms: [CB THR A 55, OG1 THR A 55] }, { atoms: [CB THR A 55, OG1 THR A 55], ideal: 1.4, sigma: 0.02 }]`;
    expect(edited(again).nonbonded.bonded).toHaveLength(plain.nonbonded.bonded.length);
  });

  it('go through bundles: others compute the same digits', () => {
    const text = readFileSync(projectFile('docs/edits.md'), 'utf8').match(
      /```yaml\n(# node[^]*?1ubq[^]*?)```/,
    )![1];
    const restraints =
      edited(`${text}parallelities: [{ planes: ["residue 45", "residue 59"], sigma: 2, limit: 2 }]
planes: [{ atoms: residue 20, sigma: 0.5 }]
chiralities: [{ action: change, atoms: [CB THR A 7, CA THR A 7, OG1 THR A 7, CG2 THR A 7], both_signs: true }]`);
    const bundle = decodeBundle(
      encodeBundle(macromoleculeBundle(ubiquitin, { restraints })),
    ) as MacromoleculeBundle;
    const there = restraintsOf(bundle);
    expect(geometryGradients(ubiquitin.sitesCart, there)).toEqual(
      geometryGradients(ubiquitin.sitesCart, restraints),
    );
  });

  it('are reached by a minimization', async () => {
    const restraints = edited('distances: [{ atoms: [NZ LYS A 11, OE2 GLU A 34], ideal: 2.8, sigma: 0.02 }]');
    const target = new GeometryTarget(restraints);
    const { sitesCart } = await new GeometryMinimizer({
      target,
      sitesCart: ubiquitin.sitesCart,
      optimizer: 'lbfgs',
    }).minimize();
    target.close();
    const moved = { ...ubiquitin, sitesCart };
    const distance = Math.hypot(...minus(site(moved, 'NZ', 11), site(moved, 'OE2', 34)));
    expect(Math.abs(distance - 2.8)).toBeLessThan(0.01);
  });
});

describe('alternate locations', () => {
  const lines = readFileSync(projectFile('data/models/1ubq.pdb'), 'latin1').split('\n');
  /** Ubiquitin whose threonine 55 has its hydroxyl at two places, and glutamate 34 a carboxylate. */
  const text = lines
    .flatMap((line) => {
      const isSplit = /^ATOM.{9}(OG1 THR A {2}55|OE2 GLU A {2}34)/.test(line);
      return isSplit ? ['A', 'B'].map((mark) => line.slice(0, 16) + mark + line.slice(17)) : [line];
    })
    .join('\n');
  const model = parseModel(text);
  const restraints = buildRestraints(model);
  const bondsOf = (entry: string) =>
    edited(`distances: [${entry}]`, model, restraints).bonds.ideal.length - restraints.bonds.ideal.length;

  it('are restrained each, or that which is named', () => {
    expect(bondsOf('{ atoms: [OG1 THR A 55, CA ASP A 58], ideal: 3, sigma: 1 }')).toBe(2);
    expect(bondsOf('{ atoms: [OG1 THR A 55 (altloc B), CA ASP A 58], ideal: 3, sigma: 1 }')).toBe(1);
    expect(
      bondsOf('{ atoms: [residue 55 and name OG1 and altloc A, CA ASP A 58], ideal: 3, sigma: 1 }'),
    ).toBe(1);
    expect(bondsOf('{ atoms: [OG1 THR A 55, OE2 GLU A 34], ideal: 3, sigma: 1 }')).toBe(2);
  });

  it('of different conformers are not restrained together', () => {
    expect(() =>
      bondsOf('{ atoms: [OG1 THR A 55 (altloc A), OE2 GLU A 34 (altloc B)], ideal: 3, sigma: 1 }'),
    ).toThrow('e.yaml:1: its atoms are in different conformers');
  });

  it('make a plane of each conformer', () => {
    const planes = edited(
      'planes: [{ atoms: "residue 34 and not name N CA C O", sigma: 0.02 }]',
      model,
      restraints,
    );
    expect(planes.planes.offsets.length - restraints.planes.offsets.length).toBe(2);
    expect(planes.planes.iSeqs.length - restraints.planes.iSeqs.length).toBe(10);
  });
});

describe('an edit that cannot be made', () => {
  it.each([
    ['bonds: [{ action: change, atoms: [N MET A 1, C MET A 1], ideal: 1 }]', 'there is nothing to change'],
    ['bonds: [{ action: delete, atoms: [N MET A 1, C MET A 1] }]', 'there is nothing to delete'],
    [
      'bonds: [{ atoms: [N MET A 1, CA MET A 1], ideal: 1, sigma: 1 }]',
      'these atoms are restrained so already',
    ],
    ['bonds: [{ atoms: [N MET A 1, N MET A 1], ideal: 1, sigma: 1 }]', 'it has one atom twice'],
    [
      'bonds: [{ atoms: [N MET A 1, name CA], ideal: 1, sigma: 1 }]',
      '"name CA" is 76 atoms: CA MET A 1, CA GLN A 2, CA ILE A 3, CA PHE A 4, …',
    ],
    ['bonds: [{ atoms: [N MET A 1, N MET Z 1], ideal: 1, sigma: 1 }]', ''],
    ['bonds: [{ atoms: [N MET A 1, residue 900], ideal: 1, sigma: 1 }]', ''],
    ['planes: [{ atoms: "residue 1 and name N CA C", sigma: 1 }]', 'a plane of 3 atoms'],
    ['parallelities: [{ planes: ["residue 1 and name N CA", residue 2], sigma: 1 }]', 'a plane of 2 atoms'],
    ['parallelities: [{ planes: [residue 1, "residue 1 2"], sigma: 1 }]', 'it has one atom twice'],
    [
      'dihedrals: [{ action: change, atoms: [CB PRO A 38, CA PRO A 38, N PRO A 38, CD PRO A 38], limit: 5 }]',
      'only harmonic dihedrals have a limit',
    ],
  ])('%s is told with file and line', (text, message) => {
    expect(() => edited(text)).toThrow(`e.yaml:1: ${message}`);
  });
});
