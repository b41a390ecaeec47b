import type { AtomColumns, Model } from './model.js';
import type { GrowingResidue, ResidueTable } from './residue-table.js';

/** The part of a model that its atoms make up. */
export type ReadAtoms = Pick<
  Model,
  'atomCount' | 'sitesCart' | 'atoms' | 'residues' | 'chains' | 'lineOffsets'
>;

const NUMBER_COLUMNS = ['charge', 'occupancy', 'bIso', 'residue', 'hetero', 'line'] as const;
const TEXT_COLUMNS = ['name', 'element', 'altloc'] as const;

type GrowingColumns = { -readonly [Key in keyof AtomColumns]: AtomColumns[Key] };
type NumberColumn = Float64Array | Int32Array | Int8Array | Uint8Array;

/** The columns of a model while its atoms are read. */
export class AtomStore {
  atoms: GrowingColumns;
  sitesCart: Float64Array;
  lineOffsets: Float64Array;
  private count = 0;

  /** @param capacity how many atoms are expected; there may be more */
  constructor(private capacity: number) {
    this.atoms = emptyColumns(capacity);
    this.sitesCart = new Float64Array(3 * capacity);
    this.lineOffsets = new Float64Array(capacity);
  }

  /** Makes room for another atom; returns its i_seq. */
  add(): number {
    if (this.count === this.capacity) this.resize(2 * this.capacity + 1);
    return this.count++;
  }

  placeAt(iSeq: number, x: number, y: number, z: number): void {
    this.sitesCart[3 * iSeq] = x;
    this.sitesCart[3 * iSeq + 1] = y;
    this.sitesCart[3 * iSeq + 2] = z;
  }

  /** The columns without room for more, and residues that know their atoms. */
  finish({ residues, chains }: ResidueTable): ReadAtoms {
    if (this.count < this.capacity) this.resize(this.count);
    const { atoms, sitesCart, lineOffsets } = this;
    gatherAtoms(residues, atoms.residue);
    return { atomCount: this.count, sitesCart, atoms, residues, chains, lineOffsets };
  }

  private resize(capacity: number): void {
    const { atoms } = this;
    const larger = { ...atoms, ...numberColumns(capacity) };
    for (const column of NUMBER_COLUMNS) copyInto(larger[column], atoms[column]);
    for (const column of TEXT_COLUMNS) {
      // They grow by themselves.
      larger[column].length = Math.min(larger[column].length, capacity);
    }
    this.atoms = larger;
    this.sitesCart = copyInto(new Float64Array(3 * capacity), this.sitesCart);
    this.lineOffsets = copyInto(new Float64Array(capacity), this.lineOffsets);
    this.capacity = capacity;
  }
}

/** As much of an array as there is room for. */
function copyInto<T extends NumberColumn>(target: T, source: T): T {
  target.set(source.subarray(0, target.length));
  return target;
}

/** Gives residues their atoms, from each atom's residue. */
function gatherAtoms(residues: readonly GrowingResidue[], residueOfAtom: Int32Array): void {
  const counts = new Int32Array(residues.length);
  for (const residue of residueOfAtom) counts[residue]++;
  residues.forEach((residue, i) => (residue.iSeqs = new Array<number>(counts[i])));
  for (let iSeq = residueOfAtom.length - 1; iSeq >= 0; iSeq--) {
    const residue = residueOfAtom[iSeq];
    residues[residue].iSeqs[--counts[residue]] = iSeq;
  }
}

function emptyColumns(atomCount: number): GrowingColumns {
  return {
    name: new Array<string>(atomCount),
    element: new Array<string>(atomCount),
    altloc: new Array<string>(atomCount),
    ...numberColumns(atomCount),
  };
}

function numberColumns(atomCount: number): Pick<GrowingColumns, (typeof NUMBER_COLUMNS)[number]> {
  return {
    charge: new Int8Array(atomCount),
    occupancy: new Float64Array(atomCount),
    bIso: new Float64Array(atomCount),
    residue: new Int32Array(atomCount),
    hetero: new Uint8Array(atomCount),
    line: new Int32Array(atomCount),
  };
}
