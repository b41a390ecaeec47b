import type { Model } from '../../src/model/model.js';
import type { ModelRestraints } from '../../src/restraints/restraints.js';
import type { GemmiReference } from '../reference/load.js';

/** Restraints by what they are about; what is compared of each is a list of numbers. */
export type RestraintSet = ReadonlyMap<string, readonly number[]>;

export interface RestraintSets {
  readonly bonds: RestraintSet;
  readonly angles: RestraintSet;
  readonly dihedrals: RestraintSet;
  readonly chiralities: RestraintSet;
  readonly planes: RestraintSet;
}

type AtomName = (index: number) => string;

/** Our restraints: ideal and sigma of each, and what else it has. */
export function ourSets(model: Model, restraints: ModelRestraints): RestraintSets {
  const { bonds, angles, dihedrals, chiralities, planes } = restraints;
  const atom: AtomName = (i) => {
    const { name, chainId, number, insertionCode } = model.residues[model.atoms.residue[i]];
    return atomName(model.atoms.name[i], model.atoms.altloc[i], name, chainId, `${number}${insertionCode}`);
  };
  const sigma = (weight: number): number => 1 / Math.sqrt(weight);
  const each = (arity: number, { iSeqs, ideal }: { iSeqs: Int32Array; ideal: Float64Array }): number[][] =>
    Array.from(ideal, (_, k) => [...iSeqs.subarray(arity * k, arity * k + arity)]);
  return {
    bonds: set(each(2, bonds).map((i, k) => [line(atom, i), bonds.ideal[k], sigma(bonds.weight[k])])),
    angles: set(each(3, angles).map((i, k) => [line(atom, i), angles.ideal[k], sigma(angles.weight[k])])),
    dihedrals: set(
      each(4, dihedrals).map((i, k) => [
        line(atom, i),
        dihedrals.ideal[k],
        sigma(dihedrals.weight[k]),
        dihedrals.periodicity[k],
      ]),
    ),
    chiralities: set(
      each(4, chiralities).map((i, k) => [centre(atom, i), chiralities.ideal[k], chiralities.bothSigns[k]]),
    ),
    planes: set(
      Array.from({ length: planes.offsets.length - 1 }, (_, k): [string, ...number[]] => {
        const [start, end] = [planes.offsets[k], planes.offsets[k + 1]];
        return [
          plane(atom, [...planes.iSeqs.subarray(start, end)]),
          ...[...planes.weight.subarray(start, end)].map(sigma),
        ];
      }),
    ),
  };
}

/** gemmi's restraints, all of them. */
export function gemmiSets(
  gemmi: GemmiReference,
): RestraintSets & { readonly atomNames: ReadonlySet<string> } {
  const atom = gemmiAtomName(gemmi);
  const volume = (sign: string, absolute: number): number =>
    sign.endsWith('Negative') ? -absolute : absolute;
  return {
    atomNames: new Set(gemmi.atoms.map((_, i) => atom(i))),
    bonds: set(gemmi.bonds.map(([i, ideal, esd]) => [line(atom, i), ideal, esd])),
    angles: set(gemmi.angles.map(([i, ideal, esd]) => [line(atom, i), ideal, esd])),
    dihedrals: set(usedTorsions(gemmi).map(([i, ideal, esd, period]) => [line(atom, i), ideal, esd, period])),
    chiralities: set(
      gemmi.chirs.map(([i, sign, absolute]) => [
        centre(atom, i),
        volume(sign, absolute),
        Number(sign.endsWith('Both')),
      ]),
    ),
    planes: set(gemmi.planes.map(([i, esd]) => [plane(atom, i), ...i.map(() => esd)])),
  };
}

/** gemmi's torsions less those that are not used: sigma 0, phi, psi, NH3+ hydrogens on a linked N, puckers of sugars. */
function usedTorsions(gemmi: GemmiReference): GemmiReference['torsions'] {
  const linked = new Set(gemmi.bonds.filter(([i]) => isPeptideBond(gemmi, i)).map(([i]) => Math.max(...i)));
  const onLinkedNitrogen = (i: number[]): boolean => gemmi.atoms[i[3]].element === 'H' && linked.has(i[2]);
  return gemmi.torsions.filter(
    ([i, , esd, , label]) =>
      esd > 0 && label !== 'phi' && label !== 'psi' && !onLinkedNitrogen(i) && !/^C[23]e-/.test(label),
  );
}

/** Of gemmi's torsions, those of each sugar: one set for each of its two puckers. */
export function sugarTorsions(gemmi: GemmiReference): { C2e: RestraintSet; C3e: RestraintSet }[] {
  const atom = gemmiAtomName(gemmi);
  const bySugar = new Map<string, GemmiReference['torsions'][number][]>();
  for (const torsion of gemmi.torsions.filter(([, , , , label]) => /^C[23]e-/.test(label))) {
    const { chainId, seqId } = gemmi.atoms[torsion[0][0]];
    const sugar = `${chainId} ${seqId}`;
    bySugar.set(sugar, [...(bySugar.get(sugar) ?? []), torsion]);
  }
  const pick = (torsions: GemmiReference['torsions'], prefix: string): RestraintSet =>
    set(
      torsions
        .filter(([, , , , label]) => label.startsWith(prefix))
        .map(([i, ideal, esd, period]) => [line(atom, i), ideal, esd, period]),
    );
  return [...bySugar.values()].map((torsions) => ({
    C2e: pick(torsions, 'C2e'),
    C3e: pick(torsions, 'C3e'),
  }));
}

function isPeptideBond({ atoms }: GemmiReference, [i, j]: number[]): boolean {
  return (
    [atoms[i], atoms[j]]
      .map(({ name }) => name)
      .sort()
      .join('-') === 'C-N' && atoms[i].seqId !== atoms[j].seqId
  );
}

function gemmiAtomName({ atoms }: GemmiReference): AtomName {
  return (i) =>
    atomName(atoms[i].name, atoms[i].altloc, atoms[i].residueName, atoms[i].chainId, atoms[i].seqId);
}

function atomName(name: string, altloc: string, residueName: string, chainId: string, place: string): string {
  return `${name}${altloc && `:${altloc}`} ${residueName} ${chainId}${place}`;
}

/** A bond, an angle or a dihedral, the same from either end. */
function line(atom: AtomName, indices: readonly number[]): string {
  const names = indices.map(atom);
  const [there, back] = [names.join(' - '), [...names].reverse().join(' - ')];
  return there < back ? there : back;
}

/** A chiral centre with its neighbours, turned so that the first in the alphabet comes first: that keeps the hand. */
function centre(atom: AtomName, [middle, ...around]: readonly number[]): string {
  const names = around.map(atom);
  const turn = names.indexOf([...names].sort()[0]);
  return [atom(middle), ...names.slice(turn), ...names.slice(0, turn)].join(' - ');
}

function plane(atom: AtomName, indices: readonly number[]): string {
  return indices.map(atom).sort().join(' - ');
}

/** Refuses a restraint that is listed twice. */
function set(entries: readonly [string, ...number[]][]): RestraintSet {
  const result = new Map<string, readonly number[]>();
  for (const [key, ...values] of entries) {
    if (result.has(key)) throw new Error(`listed twice: ${key}`);
    result.set(key, values);
  }
  return result;
}

/** What one set has and the other has not, or has with other figures: `- …` only expected, `+ …` only ours. */
export function differences(ours: RestraintSet, expected: RestraintSet, relative = 1e-9): string[] {
  const close = (a: number, b: number): boolean =>
    Math.abs(a - b) <= relative * Math.max(Math.abs(a), Math.abs(b));
  const missing = [...expected.keys()].filter((key) => !ours.has(key)).map((key) => `- ${key}`);
  const added = [...ours.keys()].filter((key) => !expected.has(key)).map((key) => `+ ${key}`);
  const changed = [...ours].flatMap(([key, values]) => {
    const other = expected.get(key);
    const same =
      !other || (values.length === other.length && values.every((value, k) => close(value, other[k])));
    return same ? [] : [`${key}: ${values.join(' ')} for ${other.join(' ')}`];
  });
  return [...missing, ...added, ...changed];
}
