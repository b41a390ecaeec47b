import type {
  ChemComp,
  CompAngle,
  CompAtom,
  CompBond,
  CompChirality,
  CompPlane,
  CompTorsion,
  Modification,
} from './chem-comp.js';
import type {
  AngleChange,
  AtomChange,
  BondChange,
  ChangeFunction,
  ChiralityChange,
  ModificationRecord,
  PlaneChange,
  TorsionChange,
} from './modification-record.js';

/**
 * A modification that can be applied. Rules are those of gemmi's topology: adding replaces what is there (atoms excepted),
 * what is not there is neither deleted nor changed, and a deleted atom takes with it every restraint that it is in and
 * its place in planes. The same component gives the same result object, so that chains of modifications cost little.
 */
export function createModification(record: ModificationRecord): Modification {
  const results = new WeakMap<ChemComp, ChemComp>();
  const apply = (comp: ChemComp): ChemComp => {
    const known = results.get(comp);
    if (known) return known;
    const result = modified(comp, record);
    results.set(comp, result);
    return result;
  };
  return { id: record.id, apply };
}

function modified(comp: ChemComp, record: ModificationRecord): ChemComp {
  const base = record.atoms.reduce(applyAtomChange, comp);
  return {
    ...base,
    bonds: edited(base.bonds, record.bonds, sameEitherWay, bondOf),
    angles: edited(base.angles, record.angles, sameEitherWay, angleOf),
    torsions: edited(base.torsions, record.torsions, sameEitherWay, torsionOf),
    chiralities: edited(base.chiralities, record.chiralities, sameCentreAndHand, chiralityOf),
    planes: record.planes.reduce(applyPlaneChange, base.planes),
  };
}

function applyAtomChange(comp: ChemComp, change: AtomChange): ChemComp {
  const newName = change.newName ?? change.name;
  const has = (name: string): boolean => comp.atoms.some((atom) => atom.name === name);
  switch (change.function) {
    case 'add':
      return has(newName) ? comp : { ...comp, atoms: [...comp.atoms, changedAtom(NEW_ATOM, change)] };
    case 'delete':
      return has(change.name) ? withoutAtom(comp, change.name) : comp;
    case 'change': {
      const atoms = comp.atoms.map((atom) => (atom.name === change.name ? changedAtom(atom, change) : atom));
      return { ...comp, atoms };
    }
  }
}

const NEW_ATOM: CompAtom = { name: '', element: 'X', energyType: '', charge: 0 };

function changedAtom(atom: CompAtom, change: AtomChange): CompAtom {
  return {
    name: change.newName ?? (atom.name || change.name),
    element: change.element ?? atom.element,
    energyType: change.energyType ?? atom.energyType,
    charge: change.charge ?? atom.charge,
  };
}

function withoutAtom(comp: ChemComp, name: string): ChemComp {
  const spared = <R extends { readonly atoms: readonly string[] }>(restraints: readonly R[]): R[] =>
    restraints.filter((restraint) => !restraint.atoms.includes(name));
  return {
    ...comp,
    atoms: comp.atoms.filter((atom) => atom.name !== name),
    bonds: spared(comp.bonds),
    angles: spared(comp.angles),
    torsions: spared(comp.torsions),
    chiralities: spared(comp.chiralities),
    planes: comp.planes.map((plane) => withoutPlaneAtom(plane, name)),
  };
}

type Atoms = { readonly atoms: readonly string[] };
type Change<R extends Atoms> = { readonly function: ChangeFunction; readonly atoms: R['atoms'] };

/** Carries out changes of one kind of restraint, one after the other. */
function edited<R extends Atoms, C extends Change<R>>(
  restraints: readonly R[],
  changes: readonly C[],
  same: (a: readonly string[], b: readonly string[]) => boolean,
  merged: (change: C, old?: R) => R,
): readonly R[] {
  if (changes.length === 0) return restraints;
  const result = [...restraints];
  for (const change of changes) {
    const index = result.findIndex((restraint) => same(restraint.atoms, change.atoms));
    if (change.function === 'add') {
      if (index < 0) result.push(merged(change));
      else result[index] = merged(change);
    } else if (index >= 0) {
      if (change.function === 'delete') result.splice(index, 1);
      else result[index] = merged(change, result[index]);
    }
  }
  return result;
}

const bondOf = (change: BondChange, old?: CompBond): CompBond => ({
  atoms: old?.atoms ?? change.atoms,
  ideal: change.ideal ?? old?.ideal ?? NaN,
  esd: change.esd ?? old?.esd ?? NaN,
});

const angleOf = (change: AngleChange, old?: CompAngle): CompAngle => ({
  atoms: old?.atoms ?? change.atoms,
  ideal: change.ideal ?? old?.ideal ?? NaN,
  esd: change.esd ?? old?.esd ?? NaN,
});

const torsionOf = (change: TorsionChange, old?: CompTorsion): CompTorsion => ({
  id: change.id ?? old?.id ?? '',
  atoms: old?.atoms ?? change.atoms,
  ideal: change.ideal ?? old?.ideal ?? NaN,
  esd: change.esd ?? old?.esd ?? NaN,
  period: change.period ?? old?.period ?? 0,
});

const chiralityOf = (change: ChiralityChange, old?: CompChirality): CompChirality => ({
  atoms: old?.atoms ?? change.atoms,
  sign: change.sign ?? old?.sign ?? 'both',
});

/** A bond, angle or torsion is the same read from either end. */
function sameEitherWay(a: readonly string[], b: readonly string[]): boolean {
  const last = b.length - 1;
  return a.every((name, i) => name === b[i]) || a.every((name, i) => name === b[last - i]);
}

/** Turning the three neighbours round keeps the hand. */
function sameCentreAndHand(a: readonly string[], b: readonly string[]): boolean {
  if (a[0] !== b[0]) return false;
  const turns = [
    [1, 2, 3],
    [2, 3, 1],
    [3, 1, 2],
  ];
  return turns.some((turn) => turn.every((from, i) => a[from] === b[i + 1]));
}

function applyPlaneChange(planes: readonly CompPlane[], change: PlaneChange): readonly CompPlane[] {
  const old = planes.find((plane) => plane.id === change.id);
  if (change.function === 'add' && !old) return [...planes, withPlaneAtom(EMPTY_PLANE, change)];
  return planes.map((plane) => {
    if (plane !== old) return plane;
    const has = plane.atoms.includes(change.atom);
    const rest = withoutPlaneAtom(plane, change.atom);
    if (change.function === 'delete') return rest;
    return change.function === 'add' || has ? withPlaneAtom(rest, change) : plane;
  });
}

const EMPTY_PLANE: CompPlane = { id: '', atoms: [], esds: [] };

/** The library's own esd of planes, for files and changes that state none, Å. */
export const PLANE_ESD = 0.02;

function withPlaneAtom(plane: CompPlane, { id, atom, esd }: PlaneChange): CompPlane {
  return { id, atoms: [...plane.atoms, atom], esds: [...plane.esds, esd ?? plane.esds[0] ?? PLANE_ESD] };
}

function withoutPlaneAtom(plane: CompPlane, name: string): CompPlane {
  const kept = plane.atoms.map((atom) => atom !== name);
  return {
    id: plane.id,
    atoms: plane.atoms.filter((_, i) => kept[i]),
    esds: plane.esds.filter((_, i) => kept[i]),
  };
}
