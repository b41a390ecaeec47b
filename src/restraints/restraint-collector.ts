import { growingFloat64, growingInt32, growingUint8 } from './growing.js';
import { chosenPucker } from './pucker.js';
import type { ConformerAtoms } from './residue-atoms.js';
import type { BondRestraints, ModelRestraints, PlaneRestraints } from './restraints.js';
import { PUCKER, type PlaneTemplate, type RestraintTemplate, type TermTemplate } from './template.js';

const MINIMAL_PLANE = 4;

/** Restraints of one term, collected one after the other. */
class TermCollector {
  private readonly iSeqs = growingInt32();
  private readonly ideal = growingFloat64();
  private readonly weight = growingFloat64();

  /** Lays a template's k-th restraint on atoms; false where it does not apply to them. */
  add(term: TermTemplate, k: number, atoms: ConformerAtoms, ownOnly: boolean): boolean {
    const start = k * term.arity;
    const end = start + term.arity;
    let own = false;
    for (let i = start; i < end; i++) {
      const slot = term.slots[i];
      if (atoms.iSeqs[slot] < 0) return false;
      if (atoms.own[slot] === 1) own = true;
    }
    if (ownOnly && !own) return false;
    for (let i = start; i < end; i++) this.iSeqs.push(atoms.iSeqs[term.slots[i]]);
    this.ideal.push(term.ideal[k]);
    this.weight.push(term.weight[k]);
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

  add({ slots, weights }: PlaneTemplate, atoms: ConformerAtoms, ownOnly: boolean): void {
    const present = slots.filter((slot) => atoms.iSeqs[slot] >= 0);
    if (present.length < MINIMAL_PLANE || (ownOnly && !present.some((slot) => atoms.own[slot] === 1))) return;
    slots.forEach((slot, i) => {
      if (atoms.iSeqs[slot] < 0) return;
      this.iSeqs.push(atoms.iSeqs[slot]);
      this.weight.push(weights[i]);
    });
    this.offsets.push(this.iSeqs.length);
  }

  finish(): PlaneRestraints {
    return { offsets: this.offsets.finish(), iSeqs: this.iSeqs.finish(), weight: this.weight.finish() };
  }
}

/** All terms but the nonbonded one. */
export type BondedRestraints = Pick<
  ModelRestraints,
  'bonds' | 'angles' | 'dihedrals' | 'chiralities' | 'planes'
>;

/** Every bonded restraint of a model, in the order in which templates are laid on its atoms. */
export class RestraintCollector {
  private readonly bonds = new TermCollector();
  private readonly angles = new TermCollector();
  private readonly dihedrals = new TermCollector();
  private readonly periodicity = growingInt32();
  private readonly chiralities = new TermCollector();
  private readonly bothSigns = growingUint8();
  private readonly planes = new PlaneCollector();

  /** @param sitesCart 3 × atomCount, Å: of two sugar puckers the nearer one is taken */
  constructor(private readonly sitesCart: Float64Array) {}

  /**
   * Lays a template on the atoms of one conformer.
   *
   * @param ownOnly leaves out restraints among atoms that conformers share: an earlier conformer brought them
   */
  add(template: RestraintTemplate, atoms: ConformerAtoms, ownOnly: boolean): void {
    const { bonds, angles, chiralities } = template;
    for (let k = 0; k < bonds.ideal.length; k++) this.bonds.add(bonds, k, atoms, ownOnly);
    for (let k = 0; k < angles.ideal.length; k++) this.angles.add(angles, k, atoms, ownOnly);
    this.addDihedrals(template.dihedrals, atoms, ownOnly);
    for (let k = 0; k < chiralities.ideal.length; k++) {
      if (this.chiralities.add(chiralities, k, atoms, ownOnly)) this.bothSigns.push(chiralities.bothSigns[k]);
    }
    for (const plane of template.planes) this.planes.add(plane, atoms, ownOnly);
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

  private addDihedrals(term: RestraintTemplate['dihedrals'], atoms: ConformerAtoms, ownOnly: boolean): void {
    const pucker = chosenPucker(term, atoms.iSeqs, this.sitesCart);
    for (let k = 0; k < term.ideal.length; k++) {
      const excluded = term.pucker[k] !== PUCKER.none && term.pucker[k] !== pucker;
      if (!excluded && this.dihedrals.add(term, k, atoms, ownOnly))
        this.periodicity.push(term.periodicity[k]);
    }
  }
}
