import type { Model } from '../model/model.js';
import type { AtomPair } from './residue-link.js';
import { atomDistance } from './site-geometry.js';

/** Two atoms of different residues that stand together in some conformer. */
export interface ClosePair {
  /** The seed first. */
  readonly pair: AtomPair;
  /** Å. */
  readonly distance: number;
}

/**
 * Pairs of a seed and any other atom of another residue that are near to each other. The work goes with the number of
 * seeds and of candidates, not with their product.
 *
 * @param seeds i_seqs
 * @param candidates i_seqs of what is looked for around the seeds, all atoms where undefined; where both have two atoms, their
 *   pair comes once
 * @param longest Å: pairs farther apart are not found
 * @param reach Å: how near two atoms have to be, if that depends on them; at most `longest`
 */
export function closePairs(
  model: Model,
  seeds: readonly number[],
  candidates: readonly number[] | undefined,
  longest: number,
  reach: (seed: number, candidate: number) => number = () => longest,
): ClosePair[] {
  if (seeds.length === 0) return [];
  const { residue } = model.atoms;
  const grid = new SeedGrid(model.sitesCart, seeds, longest);
  const found = new Map<string, ClosePair>();
  const count = candidates?.length ?? model.atomCount;
  for (let k = 0; k < count; k++) {
    const j = candidates?.[k] ?? k;
    grid.forEachNear(j, (i) => {
      if (residue[i] === residue[j] || !together(model, i, j)) return;
      const distance = atomDistance(model.sitesCart, i, j);
      // The same pair may be seen from its other atom, if that is a seed too.
      if (distance < reach(i, j) && !found.has(`${j} ${i}`))
        found.set(`${i} ${j}`, { pair: [i, j], distance });
    });
  }
  return [...found.values()];
}

function together({ atoms: { altloc } }: Model, i: number, j: number): boolean {
  return altloc[i] === '' || altloc[j] === '' || altloc[i] === altloc[j];
}

const CELLS_AROUND = 27;

/** Seeds by the cells of a grid that are within reach of them, in lists of those whose cells have the same hash. */
class SeedGrid {
  /** First entry of each list, -1 where it is empty; the length is a power of two. */
  private readonly heads: Int32Array;
  /** The next entry of the list that an entry is in. */
  private readonly next: Int32Array;
  private readonly entries: Int32Array;
  private count = 0;

  constructor(
    private readonly sitesCart: Float64Array,
    seeds: readonly number[],
    private readonly size: number,
  ) {
    const capacity = CELLS_AROUND * seeds.length;
    this.heads = new Int32Array(2 ** Math.ceil(Math.log2(2 * capacity))).fill(-1);
    this.next = new Int32Array(capacity);
    this.entries = new Int32Array(capacity);
    for (const seed of seeds) this.insert(seed);
  }

  /** Seeds nearer to an atom than the size of a cell; some may come twice. */
  forEachNear(iSeq: number, visit: (seed: number) => void): void {
    const { sitesCart, size, entries, next } = this;
    const [x, y, z] = [sitesCart[3 * iSeq], sitesCart[3 * iSeq + 1], sitesCart[3 * iSeq + 2]];
    const hash = this.hash(Math.floor(x / size), Math.floor(y / size), Math.floor(z / size));
    for (let entry = this.heads[hash]; entry >= 0; entry = next[entry]) {
      const at = 3 * entries[entry];
      const squared = (sitesCart[at] - x) ** 2 + (sitesCart[at + 1] - y) ** 2 + (sitesCart[at + 2] - z) ** 2;
      if (squared < size * size) visit(entries[entry]);
    }
  }

  private insert(seed: number): void {
    const [x, y, z] = [0, 1, 2].map((axis) => Math.floor(this.sitesCart[3 * seed + axis] / this.size));
    for (let dx = -1; dx <= 1; dx++) {
      for (let dy = -1; dy <= 1; dy++) {
        for (let dz = -1; dz <= 1; dz++) {
          const hash = this.hash(x + dx, y + dy, z + dz);
          this.entries[this.count] = seed;
          this.next[this.count] = this.heads[hash];
          this.heads[hash] = this.count++;
        }
      }
    }
  }

  /** Primes of Teschner et al. 2003, Optimized spatial hashing for collision detection. */
  private hash(x: number, y: number, z: number): number {
    return (
      (Math.imul(x, 73856093) ^ Math.imul(y, 19349663) ^ Math.imul(z, 83492791)) & (this.heads.length - 1)
    );
  }
}
