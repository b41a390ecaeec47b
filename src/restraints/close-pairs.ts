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
 * @param candidates i_seqs of what is looked for around the seeds; where both have two atoms, their pair comes once
 * @param longest Å: pairs farther apart are not found
 * @param reach Å: how near two atoms have to be, if that depends on them; at most `longest`
 */
export function closePairs(
  model: Model,
  seeds: readonly number[],
  candidates: Iterable<number>,
  longest: number,
  reach: (seed: number, candidate: number) => number = () => longest,
): ClosePair[] {
  if (seeds.length === 0) return [];
  const { sitesCart, atoms } = model;
  const grid = new SeedGrid(sitesCart, seeds, longest);
  const isSeed = new Set(seeds);
  const found = new Map<string, ClosePair>();
  for (const j of candidates) {
    for (const i of grid.around(j)) {
      if (atoms.residue[i] === atoms.residue[j] || !together(model, i, j)) continue;
      const distance = atomDistance(sitesCart, i, j);
      if (distance >= reach(i, j)) continue;
      const key = isSeed.has(j) && j < i ? `${j} ${i}` : `${i} ${j}`;
      if (!found.has(key)) found.set(key, { pair: [i, j], distance });
    }
  }
  return [...found.values()];
}

function together({ atoms: { altloc } }: Model, i: number, j: number): boolean {
  return altloc[i] === '' || altloc[j] === '' || altloc[i] === altloc[j];
}

/** Seeds by the cells of a grid that are within reach of them. */
class SeedGrid {
  private readonly cells = new Map<number, number[]>();

  constructor(
    private readonly sitesCart: Float64Array,
    seeds: readonly number[],
    private readonly size: number,
  ) {
    for (const seed of seeds) this.insert(seed);
  }

  /** Seeds in the cell of an atom and in those around it. Far cells may share a number: distances decide. */
  around(iSeq: number): readonly number[] {
    const { sitesCart, size } = this;
    const start = 3 * iSeq;
    const key = cellKey(
      Math.floor(sitesCart[start] / size),
      Math.floor(sitesCart[start + 1] / size),
      Math.floor(sitesCart[start + 2] / size),
    );
    return this.cells.get(key) ?? NONE;
  }

  private insert(seed: number): void {
    const [x, y, z] = [0, 1, 2].map((axis) => Math.floor(this.sitesCart[3 * seed + axis] / this.size));
    for (let dx = -1; dx <= 1; dx++) {
      for (let dy = -1; dy <= 1; dy++) {
        for (let dz = -1; dz <= 1; dz++) {
          const key = cellKey(x + dx, y + dy, z + dz);
          const members = this.cells.get(key);
          if (members) members.push(seed);
          else this.cells.set(key, [seed]);
        }
      }
    }
  }
}

const NONE: readonly number[] = [];

function cellKey(x: number, y: number, z: number): number {
  return (x * 0x10001 + y) * 0x10001 + z;
}
