import type { DihedralRestraints, NonbondedAtoms, Restraints, Term } from '../restraints/restraints.js';
import type { NativeRestraints } from './native.js';

/** Å. */
const DEFAULT_BUFFER = 1.2;

/** The restraints of some terms, as the core takes them. */
export function toNative(restraints: Restraints, terms: readonly Term[]): NativeRestraints {
  const sections = Object.fromEntries(terms.flatMap((term) => Object.entries(SECTIONS[term](restraints))));
  const { atomCount, fixed } = restraints;
  return { ...sections, atomCount, fixed };
}

const SECTIONS: Record<Term, (restraints: Restraints) => Record<string, object | undefined>> = {
  bond: ({ bonds }) => ({ bonds }),
  angle: ({ angles }) => ({ angles }),
  dihedral: ({ dihedrals }) => ({ dihedrals: dihedrals && flatDihedrals(dihedrals) }),
  chirality: ({ chiralities }) => ({ chiralities }),
  planarity: ({ planes }) => ({ planes }),
  parallelity: ({ parallelities }) => ({ parallelities }),
  position: ({ positions }) => ({ positions }),
  map: ({ map }) => ({ map: map && { ...map.grid, ...map } }),
  nonbonded: ({ nonbonded }) => {
    if (nonbonded === undefined) return {};
    return 'pairs' in nonbonded ? { pairs: nonbonded.pairs } : nonbondedAtoms(nonbonded);
  },
};

function flatDihedrals({ altAngleIdeals, ...columns }: DihedralRestraints): object {
  if (altAngleIdeals === undefined) return columns;
  return { ...columns, altOffsets: altAngleIdeals.offsets, altIdeals: altAngleIdeals.values };
}

function nonbondedAtoms({ symmetry, ...atoms }: NonbondedAtoms): Record<string, object> {
  const nonbondedAtoms = { ...atoms, buffer: atoms.buffer ?? DEFAULT_BUFFER };
  if (symmetry === undefined) return { nonbondedAtoms };
  const siteSymmetry = symmetry.siteSymmetry ?? new Int32Array();
  const copyGroup = symmetry.copyGroup ?? new Int32Array(atoms.radius.length);
  return { nonbondedAtoms, symmetry: { ...symmetry, siteSymmetry, copyGroup } };
}
