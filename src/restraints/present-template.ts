import type { SlotTable } from './slot-tables.js';
import {
  MINIMAL_PLANE,
  PUCKER,
  type PlaneTemplate,
  type RestraintTemplate,
  type TermTemplate,
} from './template.js';

/** Restraints of one term whose slots are all filled: `arity` slots each. */
export interface PresentTerm {
  readonly arity: number;
  readonly slots: Int32Array;
  readonly ideal: Float64Array;
  readonly weight: Float64Array;
}

/** What of a template can be laid on the atoms that are there, as typed arrays: it is laid many times. */
export interface PresentTemplate {
  readonly bonds: PresentTerm;
  readonly angles: PresentTerm;
  readonly dihedrals: PresentTerm & { readonly periodicity: Int32Array };
  readonly chiralities: PresentTerm & { readonly bothSigns: Uint8Array };
  /** The number of slots of each plane, then the slots and weights of all planes. */
  readonly planes: {
    readonly sizes: Int32Array;
    readonly slots: Int32Array;
    readonly weight: Float64Array;
  };
}

interface Known {
  readonly isFilled: readonly boolean[];
  readonly pucker: number;
  readonly present: PresentTemplate;
}

/** Sets of atoms that are remembered of one template: models are met that lack atoms at random. */
const MOST_SETS = 500;

/** Works out each template once for each set of atoms that is met: residues of a kind mostly have the same. */
export class PresentTemplates {
  static readonly shared = new PresentTemplates();
  private readonly known = new WeakMap<RestraintTemplate, Map<number, Known[]>>();

  /** @param pucker which torsions of sugars are wanted, beside those that belong to no pucker */
  of(template: RestraintTemplate, table: SlotTable, pucker: number): PresentTemplate {
    let byHash = this.known.get(template);
    if (!byHash) this.known.set(template, (byHash = new Map<number, Known[]>()));
    const hash = hashOf(table);
    let candidates = byHash.get(hash);
    if (!candidates) {
      if (byHash.size >= MOST_SETS) byHash.clear();
      byHash.set(hash, (candidates = []));
    }
    for (const candidate of candidates) {
      if (candidate.pucker === pucker && fits(candidate.isFilled, table)) return candidate.present;
    }
    const isFilled = Array.from({ length: table.length }, (_, slot) => table.iSeqs[table.start + slot] >= 0);
    const present = restrict(template, isFilled, pucker);
    candidates.push({ isFilled, pucker, present });
    return present;
  }
}

/** A number for the set of filled slots; other sets may share it. */
function hashOf({ iSeqs, start, length }: SlotTable): number {
  let hash = length;
  for (let i = start; i < start + length; i++) hash = (Math.imul(hash, 31) + (iSeqs[i] < 0 ? 1 : 2)) | 0;
  return hash;
}

function fits(isFilled: readonly boolean[], { iSeqs, start, length }: SlotTable): boolean {
  if (isFilled.length !== length) return false;
  for (let slot = 0; slot < length; slot++) {
    if (iSeqs[start + slot] >= 0 !== isFilled[slot]) return false;
  }
  return true;
}

function restrict(
  { bonds, angles, dihedrals, chiralities, planes }: RestraintTemplate,
  isFilled: readonly boolean[],
  pucker: number,
): PresentTemplate {
  const isWanted = (k: number): boolean =>
    dihedrals.pucker[k] === PUCKER.none || dihedrals.pucker[k] === pucker;
  const torsions = presentOnes(dihedrals, isFilled).filter(isWanted);
  const centres = presentOnes(chiralities, isFilled);
  return {
    bonds: termOf(bonds, presentOnes(bonds, isFilled)),
    angles: termOf(angles, presentOnes(angles, isFilled)),
    dihedrals: {
      ...termOf(dihedrals, torsions),
      periodicity: Int32Array.from(torsions, (k) => dihedrals.periodicity[k]),
    },
    chiralities: {
      ...termOf(chiralities, centres),
      bothSigns: Uint8Array.from(centres, (k) => chiralities.bothSigns[k]),
    },
    planes: presentPlanes(planes, isFilled),
  };
}

/** Which restraints of a term have all of their atoms. */
function presentOnes({ arity, slots, ideal }: TermTemplate, isFilled: readonly boolean[]): number[] {
  return [...ideal.keys()].filter((k) =>
    slots.slice(k * arity, (k + 1) * arity).every((slot) => isFilled[slot]),
  );
}

function termOf({ arity, slots, ideal, weight }: TermTemplate, chosen: readonly number[]): PresentTerm {
  return {
    arity,
    slots: Int32Array.from(chosen.flatMap((k) => slots.slice(k * arity, (k + 1) * arity))),
    ideal: Float64Array.from(chosen, (k) => ideal[k]),
    weight: Float64Array.from(chosen, (k) => weight[k]),
  };
}

/** Planes of those of their atoms that are there, where they are enough for one. */
function presentPlanes(
  planes: readonly PlaneTemplate[],
  isFilled: readonly boolean[],
): PresentTemplate['planes'] {
  const filled = planes
    .map(({ slots, weights }) => slots.flatMap((slot, i) => (isFilled[slot] ? [[slot, weights[i]]] : [])))
    .filter((places) => places.length >= MINIMAL_PLANE);
  const places = filled.flat();
  return {
    sizes: Int32Array.from(filled, ({ length }) => length),
    slots: Int32Array.from(places, ([slot]) => slot),
    weight: Float64Array.from(places, ([, weight]) => weight),
  };
}
