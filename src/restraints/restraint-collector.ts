import { growingFloat64, growingInt32, growingUint8, type Growing } from './growing.js';
import type { PresentTemplate, PresentTerm } from './present-template.js';
import type { BondRestraints, ModelRestraints, PlaneRestraints } from './restraints.js';
import type { SlotTable } from './slot-tables.js';
import { MINIMAL_PLANE } from './template.js';

/** All terms but the nonbonded one. */
export type BondedRestraints = Pick<
  ModelRestraints,
  'bonds' | 'angles' | 'dihedrals' | 'chiralities' | 'planes'
>;

/** What proteins and nucleic acids need at most, so that columns seldom have to grow. */
const PER_ATOM = { bonds: 1.15, angles: 1.9, dihedrals: 0.8, chiralities: 0.25, planeAtoms: 0.9 };

/** Whether the atoms in slots `first <= i < end` are to be restrained together. */
type Accepts = (slots: Int32Array, first: number, end: number) => boolean;

/** Restraints of one term, collected one after the other. */
class TermCollector {
  private readonly iSeqs: Growing<Int32Array>;
  private readonly ideal: Growing<Float64Array>;
  private readonly weight: Growing<Float64Array>;

  constructor(arity: number, expected: number) {
    this.iSeqs = growingInt32(arity * expected);
    this.ideal = growingFloat64(expected);
    this.weight = growingFloat64(expected);
  }

  /** Lays all restraints of a term on atoms. */
  add({ slots, ideal, weight }: PresentTerm, { iSeqs, start }: SlotTable): void {
    this.iSeqs.pushPicked(iSeqs, start, slots);
    this.ideal.pushAll(ideal);
    this.weight.pushAll(weight);
  }

  /** Lays the k-th restraint of a term on atoms. */
  addOne({ arity, slots, ideal, weight }: PresentTerm, k: number, { iSeqs, start }: SlotTable): void {
    for (let i = k * arity; i < (k + 1) * arity; i++) this.iSeqs.push(iSeqs[start + slots[i]]);
    this.ideal.push(ideal[k]);
    this.weight.push(weight[k]);
  }

  finish(): BondRestraints {
    return { iSeqs: this.iSeqs.finish(), ideal: this.ideal.finish(), weight: this.weight.finish() };
  }
}

class PlaneCollector {
  private readonly offsets: Growing<Int32Array>;
  private readonly iSeqs: Growing<Int32Array>;
  private readonly weight: Growing<Float64Array>;

  constructor(expected: number) {
    this.offsets = growingInt32(expected / MINIMAL_PLANE);
    this.iSeqs = growingInt32(expected);
    this.weight = growingFloat64(expected);
    this.offsets.push(0);
  }

  add({ sizes, slots, weight }: PresentTemplate['planes'], table: SlotTable, accepts?: Accepts): void {
    let end = 0;
    for (const size of sizes) {
      const first = end;
      end += size;
      if (accepts && !accepts(slots, first, end)) continue;
      for (let i = first; i < end; i++) {
        this.iSeqs.push(table.iSeqs[table.start + slots[i]]);
        this.weight.push(weight[i]);
      }
      this.offsets.push(this.iSeqs.length);
    }
  }

  finish(): PlaneRestraints {
    return { offsets: this.offsets.finish(), iSeqs: this.iSeqs.finish(), weight: this.weight.finish() };
  }
}

/** Every bonded restraint of a model, in the order in which templates are laid on its atoms. */
export class RestraintCollector {
  private readonly bonds: TermCollector;
  private readonly angles: TermCollector;
  private readonly dihedrals: TermCollector;
  private readonly periodicity: Growing<Int32Array>;
  private readonly chiralities: TermCollector;
  private readonly bothSigns: Growing<Uint8Array>;
  private readonly planes: PlaneCollector;

  constructor(atomCount: number) {
    const { bonds, angles, dihedrals, chiralities, planeAtoms } = PER_ATOM;
    this.bonds = new TermCollector(2, bonds * atomCount);
    this.angles = new TermCollector(3, angles * atomCount);
    this.dihedrals = new TermCollector(4, dihedrals * atomCount);
    this.periodicity = growingInt32(dihedrals * atomCount);
    this.chiralities = new TermCollector(4, chiralities * atomCount);
    this.bothSigns = growingUint8(chiralities * atomCount);
    this.planes = new PlaneCollector(planeAtoms * atomCount);
  }

  /** Lays a template on the atoms of a conformer, which are those that it was worked out for. */
  add({ bonds, angles, dihedrals, chiralities, planes }: PresentTemplate, table: SlotTable): void {
    this.bonds.add(bonds, table);
    this.angles.add(angles, table);
    this.dihedrals.add(dihedrals, table);
    this.periodicity.pushAll(dihedrals.periodicity);
    this.chiralities.add(chiralities, table);
    this.bothSigns.pushAll(chiralities.bothSigns);
    this.planes.add(planes, table);
  }

  /**
   * Lays a template on the atoms of a further conformer: only restraints with at least one atom of its own. An earlier
   * conformer brought the others.
   *
   * @param isOwn whether an atom is the conformer's own
   */
  addOwn(template: PresentTemplate, table: SlotTable, isOwn: (iSeq: number) => boolean): void {
    const { bonds, angles, dihedrals, chiralities } = template;
    const accepts: Accepts = (slots, first, end) =>
      slots.subarray(first, end).some((slot) => isOwn(table.iSeqs[table.start + slot]));
    const each = (term: PresentTerm, add: (k: number) => void): void => {
      for (let k = 0; k < term.ideal.length; k++) {
        if (accepts(term.slots, k * term.arity, (k + 1) * term.arity)) add(k);
      }
    };
    each(bonds, (k) => this.bonds.addOne(bonds, k, table));
    each(angles, (k) => this.angles.addOne(angles, k, table));
    each(dihedrals, (k) => {
      this.dihedrals.addOne(dihedrals, k, table);
      this.periodicity.push(dihedrals.periodicity[k]);
    });
    each(chiralities, (k) => {
      this.chiralities.addOne(chiralities, k, table);
      this.bothSigns.push(chiralities.bothSigns[k]);
    });
    this.planes.add(template.planes, table, accepts);
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
}
