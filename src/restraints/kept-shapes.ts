import { GeominError } from '../errors.js';
import { atomLabel, type Model } from '../model/model.js';
import { growingFloat64, growingInt32, type Growing } from './growing.js';
import { joinFragments } from './fragments.js';
import type { AtomPair } from './residue-link.js';
import { keptDihedrals, withKeptDihedrals } from './kept-dihedrals.js';
import type { BondRestraints, ModelRestraints } from './restraints.js';
import { atomDistance } from './site-geometry.js';

/** Sigmas of distances between atoms one, two and three bonds apart, Å: stiff as bonds, as angles, as rings. */
const SIGMAS = [0.02, 0.03, 0.05] as const;
/** Atoms of one conformer that are nearer to each other have no shape to keep, Å. */
const SHORTEST = 0.5;

/** Distances that there is room for to begin with. */
const EXPECTED = 1024;

/** The terms that shapes are kept by. */
export type ShapeRestraints = Pick<ModelRestraints, 'bonds' | 'dihedrals'>;

/** How the shape of a residue is kept. */
export interface KeptShape {
  /** Distances that hold it together. */
  readonly distances: number;
  /** Atoms of other residues that it is bonded to, each with its own. */
  readonly anchors: readonly AtomPair[];
}

/**
 * Keeps residues as they are in the model: within a residue by distances of atoms up to three bonds apart and by its
 * dihedrals, and to the atoms of other residues that it is bonded to by distances up to two bonds, so that it goes where its neighbours go and may turn
 * about what binds it.
 */
export class ShapeKeeper {
  private readonly neighbours = new Map<number, number[]>();
  private readonly restrained = new Set<number>();
  private readonly dihedrals: ReturnType<typeof keptDihedrals> = [];
  private readonly iSeqs = growingInt32(EXPECTED);
  private readonly ideal = growingFloat64(EXPECTED);
  private readonly weight = growingFloat64(EXPECTED);

  /** @param bonded 2m i_seqs, every bond of the model that is known of */
  constructor(
    private readonly model: Model,
    bonded: Int32Array,
  ) {
    for (let b = 0; b < bonded.length; b += 2) this.join(bonded[b], bonded[b + 1]);
  }

  /**
   * Restrains a residue.
   *
   * @throws GeominError `RESIDUES` where two of its atoms are at one place
   */
  keep(residue: number): KeptShape {
    const { iSeqs } = this.model.residues[residue];
    const before = this.ideal.length;
    for (const [i, j] of joinFragments(this.model, iSeqs, (i) => this.within(i))) this.join(i, j);
    const anchors = iSeqs.flatMap((i) => this.outside(i).map((j): AtomPair => [i, j]));
    for (let bonds = 1; bonds <= SIGMAS.length; bonds++) {
      for (const i of iSeqs) this.addAtDistance(i, bonds);
    }
    for (const [i, j] of anchors) this.addAnchor(i, j);
    this.dihedrals.push(...keptDihedrals(this.model, iSeqs, (i) => this.within(i)));
    return { distances: this.ideal.length - before, anchors };
  }

  /** The restraints of all residues that were kept, behind those that there are already. */
  appendedTo({ bonds, dihedrals }: ShapeRestraints): ShapeRestraints {
    return { bonds: this.withDistances(bonds), dihedrals: withKeptDihedrals(dihedrals, this.dihedrals) };
  }

  private withDistances(bonds: BondRestraints): BondRestraints {
    return {
      iSeqs: joined(new Int32Array(bonds.iSeqs.length + this.iSeqs.length), bonds.iSeqs, this.iSeqs),
      ideal: joined(new Float64Array(bonds.ideal.length + this.ideal.length), bonds.ideal, this.ideal),
      weight: joined(new Float64Array(bonds.weight.length + this.weight.length), bonds.weight, this.weight),
    };
  }

  private join(i: number, j: number): void {
    for (const [from, to] of [
      [i, j],
      [j, i],
    ]) {
      const known = this.neighbours.get(from);
      if (known === undefined) this.neighbours.set(from, [to]);
      else if (!known.includes(to)) known.push(to);
    }
  }

  private within(i: number): number[] {
    const { residue } = this.model.atoms;
    return (this.neighbours.get(i) ?? []).filter((j) => residue[j] === residue[i]);
  }

  private outside(i: number): number[] {
    const { residue } = this.model.atoms;
    return (this.neighbours.get(i) ?? []).filter((j) => residue[j] !== residue[i]);
  }

  /** The distances from an atom to those of its residue that are so many bonds away. */
  private addAtDistance(i: number, bonds: number): void {
    const reached = new Set([i]);
    let front = [i];
    for (let step = 0; step < bonds; step++) {
      front = front.flatMap((a) => this.within(a)).filter((b) => !reached.has(b) && reached.add(b));
    }
    for (const j of front) this.add(i, j, bonds);
  }

  /** A bond to another residue, and what is beside it on either side. */
  private addAnchor(i: number, j: number): void {
    this.add(i, j, 1);
    for (const b of this.within(i)) this.add(b, j, 2);
    for (const b of this.neighbours.get(j) ?? []) if (b !== i) this.add(i, b, 2);
  }

  private add(i: number, j: number, bonds: number): void {
    const { altloc } = this.model.atoms;
    const key = Math.min(i, j) * this.model.atomCount + Math.max(i, j);
    const differ = altloc[i] !== '' && altloc[j] !== '' && altloc[i] !== altloc[j];
    if (differ || this.restrained.has(key)) return;
    this.restrained.add(key);
    const distance = atomDistance(this.model.sitesCart, i, j);
    if (!(distance >= SHORTEST)) throw this.tooNear(i, j, distance);
    this.iSeqs.push(i);
    this.iSeqs.push(j);
    this.ideal.push(distance);
    this.weight.push(1 / SIGMAS[bonds - 1] ** 2);
  }

  private tooNear(i: number, j: number, distance: number): GeominError {
    const { model } = this;
    const [first, second] = [atomLabel(model, i), atomLabel(model, j)];
    return new GeominError(
      'RESIDUES',
      `${model.source.name}: ${first} and ${second} are ${distance.toFixed(2)} Å apart, which is no shape to keep`,
      'Put them right in the file, or do not keep residues that no dictionary knows (--unknown free or fixed).',
    );
  }
}

function joined<A extends Int32Array | Float64Array>(room: A, first: A, second: Growing<A>): A {
  room.set(first);
  room.set(second.finish(), first.length);
  return room;
}
