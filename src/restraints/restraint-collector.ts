import type { Model } from '../model/model.js';
import { growingFloat64, growingInt32, growingUint8 } from './growing.js';
import { chosenPucker } from './pucker.js';
import type { BondRestraints, ModelRestraints, PlaneRestraints } from './restraints.js';
import {
  MINIMAL_PLANE,
  PUCKER,
  type PlaneTemplate,
  type RestraintTemplate,
  type TermTemplate,
} from './template.js';

/** All terms but the nonbonded one. */
export type BondedRestraints = Pick<
  ModelRestraints,
  'bonds' | 'angles' | 'dihedrals' | 'chiralities' | 'planes'
>;

/** Whether some atoms are to be restrained together; -1 stands for a missing one. */
type Accepts = (iSeqs: readonly number[]) => boolean;

/** Restraints of one term, collected one after the other. */
class TermCollector {
  private readonly iSeqs = growingInt32();
  private readonly ideal = growingFloat64();
  private readonly weight = growingFloat64();

  /** Lays a template's k-th restraint on atoms; false where one is missing or they are not accepted. */
  add(
    { arity, slots, ideal, weight }: TermTemplate,
    k: number,
    table: Int32Array,
    accepts?: Accepts,
  ): boolean {
    const start = k * arity;
    const end = start + arity;
    for (let i = start; i < end; i++) if (table[slots[i]] < 0) return false;
    if (accepts && !accepts(slots.slice(start, end).map((slot) => table[slot]))) return false;
    for (let i = start; i < end; i++) this.iSeqs.push(table[slots[i]]);
    this.ideal.push(ideal[k]);
    this.weight.push(weight[k]);
    return true;
  }

  finish(): BondRestraints {
    return { iSeqs: this.iSeqs.finish(), ideal: this.ideal.finish(), weight: this.weight.finish() };
  }
}

class PlaneCollector {
  private readonly offsets = growingInt32();
  private readonly iSeqs = growingInt32();
  private readonly weight = growingFloat64();

  constructor() {
    this.offsets.push(0);
  }

  /** Lays a plane on those of its atoms that are there, if they are enough for one. */
  add({ slots, weights }: PlaneTemplate, table: Int32Array, accepts?: Accepts): void {
    let present = 0;
    for (const slot of slots) if (table[slot] >= 0) present++;
    if (present < MINIMAL_PLANE || (accepts && !accepts(slots.map((slot) => table[slot])))) return;
    slots.forEach((slot, i) => {
      if (table[slot] < 0) return;
      this.iSeqs.push(table[slot]);
      this.weight.push(weights[i]);
    });
    this.offsets.push(this.iSeqs.length);
  }

  finish(): PlaneRestraints {
    return { offsets: this.offsets.finish(), iSeqs: this.iSeqs.finish(), weight: this.weight.finish() };
  }
}

/** Every bonded restraint of a model, in the order in which templates are laid on its atoms. */
export class RestraintCollector {
  private readonly bonds = new TermCollector();
  private readonly angles = new TermCollector();
  private readonly dihedrals = new TermCollector();
  private readonly periodicity = growingInt32();
  private readonly chiralities = new TermCollector();
  private readonly bothSigns = growingUint8();
  private readonly planes = new PlaneCollector();

  /** @param model of two sugar puckers, the one that is nearer to its sites is taken */
  constructor(private readonly model: Model) {}

  /**
   * Lays a template on the atoms of one conformer.
   *
   * @param table the i_seq of each slot, -1 where the atom is missing
   * @param altloc if given, only restraints with at least one atom at that alternate location: an earlier conformer
   *   brought the others
   */
  add(template: RestraintTemplate, table: Int32Array, altloc?: string): void {
    const { bonds, angles, chiralities } = template;
    const accepts = altloc === undefined ? undefined : this.withAtomAt(altloc);
    for (let k = 0; k < bonds.ideal.length; k++) this.bonds.add(bonds, k, table, accepts);
    for (let k = 0; k < angles.ideal.length; k++) this.angles.add(angles, k, table, accepts);
    this.addDihedrals(template.dihedrals, table, accepts);
    for (let k = 0; k < chiralities.ideal.length; k++) {
      if (this.chiralities.add(chiralities, k, table, accepts)) this.bothSigns.push(chiralities.bothSigns[k]);
    }
    for (const plane of template.planes) this.planes.add(plane, table, accepts);
  }

  finish(): BondedRestraints {
    return {
      bonds: this.bonds.finish(),
      angles: this.angles.finish(),
      dihedrals: { ...this.dihedrals.finish(), periodicity: this.periodicity.finish() },
      chiralities: { ...this.chiralities.finish(), bothSigns: this.bothSigns.finish() },
      planes: this.planes.finish(),
    };
  }

  private addDihedrals(term: RestraintTemplate['dihedrals'], table: Int32Array, accepts?: Accepts): void {
    const pucker = term.hasPuckers ? chosenPucker(term, table, this.model.sitesCart) : PUCKER.none;
    for (let k = 0; k < term.ideal.length; k++) {
      const wanted = term.pucker[k] === PUCKER.none || term.pucker[k] === pucker;
      if (wanted && this.dihedrals.add(term, k, table, accepts)) this.periodicity.push(term.periodicity[k]);
    }
  }

  private withAtomAt(altloc: string): Accepts {
    return (iSeqs) => iSeqs.some((iSeq) => this.model.atoms.altloc[iSeq] === altloc);
  }
}
