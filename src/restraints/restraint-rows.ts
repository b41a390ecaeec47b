import type { EditedTerm } from './edits.js';
import { growingFloat64, growingInt32, growingUint8 } from './growing.js';
import type { Restraints } from './restraints.js';

/** One restraint, out of its columns. */
export interface RestraintRow {
  /** Of a parallelity the first plane's, then the second's. */
  readonly iSeqs: readonly number[];
  /** 0 for planarity. */
  readonly ideal: number;
  /** One, or of a plane one for each atom. */
  readonly weights: readonly number[];
  readonly slack?: number;
  /** Absent where there is no top-out. */
  readonly limit?: number;
  /** Of a dihedral, by the sign convention of its column. */
  readonly periodicity?: number;
  readonly alternatives?: readonly number[];
  readonly bothSigns?: boolean;
  /** Atoms of a parallelity's first plane. */
  readonly firstPlane?: number;
}

/** The columns that terms have; each has some of them. */
interface Columns {
  readonly iSeqs: Int32Array;
  readonly offsets?: Int32Array;
  readonly ideal?: Float64Array;
  readonly weight: Float64Array;
  readonly slack?: Float64Array;
  readonly limit?: Float64Array;
  readonly topOut?: Uint8Array;
  readonly periodicity?: Int32Array;
  readonly altAngleIdeals?: { readonly offsets: Int32Array; readonly values: Float64Array };
  readonly bothSigns?: Uint8Array;
}

/** How a term's columns are laid out. */
interface Layout {
  readonly section: 'bonds' | 'angles' | 'dihedrals' | 'chiralities' | 'planes' | 'parallelities';
  /** Atoms of each restraint, where all have as many. */
  readonly arity?: number;
  /** Stretches of `offsets` that are one restraint. */
  readonly stretches?: 1 | 2;
}

const LAYOUTS: Readonly<Record<EditedTerm, Layout>> = {
  bond: { section: 'bonds', arity: 2 },
  angle: { section: 'angles', arity: 3 },
  dihedral: { section: 'dihedrals', arity: 4 },
  chirality: { section: 'chiralities', arity: 4 },
  planarity: { section: 'planes', stretches: 1 },
  parallelity: { section: 'parallelities', stretches: 2 },
};

/** The restraints of one term, to be looked at one by one. */
export class RestraintRows {
  readonly count: number;
  readonly #columns: Columns | undefined;
  readonly #layout: Layout;

  constructor(
    restraints: Restraints,
    readonly term: EditedTerm,
  ) {
    this.#layout = LAYOUTS[term];
    this.#columns = restraints[this.#layout.section];
    const { stretches = 1, arity } = this.#layout;
    const { iSeqs, offsets } = this.#columns ?? {};
    this.count = arity ? (iSeqs?.length ?? 0) / arity : ((offsets?.length ?? 1) - 1) / stretches;
  }

  /** Name of the section of {@link Restraints} that holds them. */
  get section(): Layout['section'] {
    return this.#layout.section;
  }

  atomsOf(k: number): Int32Array {
    return this.#columns!.iSeqs.subarray(this.#start(k), this.#start(k + 1));
  }

  row(k: number): RestraintRow {
    const { ideal, weight, slack, limit, topOut, periodicity, altAngleIdeals, bothSigns, offsets } =
      this.#columns!;
    const alternatives = altAngleIdeals?.values.subarray(
      altAngleIdeals.offsets[k],
      altAngleIdeals.offsets[k + 1],
    );
    const own = this.term === 'planarity' ? weight.subarray(this.#start(k), this.#start(k + 1)) : [weight[k]];
    return {
      iSeqs: [...this.atomsOf(k)],
      ideal: ideal?.[k] ?? 0,
      weights: [...own],
      slack: slack?.[k],
      limit: topOut?.[k] ? limit?.[k] : undefined,
      periodicity: periodicity?.[k],
      alternatives: alternatives && [...alternatives],
      bothSigns: bothSigns && bothSigns[k] !== 0,
      firstPlane: this.#layout.stretches === 2 ? offsets![2 * k + 1] - offsets![2 * k] : undefined,
    };
  }

  #start(k: number): number {
    const { arity, stretches = 1 } = this.#layout;
    return arity ? arity * k : this.#columns!.offsets![stretches * k];
  }
}

/**
 * Rows as the columns of a term; columns that no row needs are left out where they may be.
 *
 * @param expected about how many there will be
 */
export function columnsOf(term: EditedTerm, rows: Iterable<RestraintRow>, expected: number): Columns {
  const writer = new ColumnWriter(expected);
  for (const row of rows) writer.add(row);
  return writer.finish(term);
}

class ColumnWriter {
  readonly #iSeqs: ReturnType<typeof growingInt32>;
  readonly #offsets: ReturnType<typeof growingInt32>;
  readonly #ideal: ReturnType<typeof growingFloat64>;
  readonly #weight: ReturnType<typeof growingFloat64>;
  readonly #slack: ReturnType<typeof growingFloat64>;
  readonly #limit: ReturnType<typeof growingFloat64>;
  readonly #topOut: ReturnType<typeof growingUint8>;
  readonly #periodicity: ReturnType<typeof growingInt32>;
  readonly #altOffsets: ReturnType<typeof growingInt32>;
  readonly #altValues: ReturnType<typeof growingFloat64>;
  readonly #bothSigns: ReturnType<typeof growingUint8>;
  #hasSlack = false;
  #hasTopOut = false;

  /** @param expected about how many rows there will be */
  constructor(expected: number) {
    this.#iSeqs = growingInt32(4 * expected);
    this.#offsets = growingInt32(expected);
    this.#ideal = growingFloat64(expected);
    this.#weight = growingFloat64(expected);
    this.#slack = growingFloat64(expected);
    this.#limit = growingFloat64(expected);
    this.#topOut = growingUint8(expected);
    this.#periodicity = growingInt32(expected);
    this.#altOffsets = growingInt32(expected);
    this.#altValues = growingFloat64(expected);
    this.#bothSigns = growingUint8(expected);
    this.#offsets.push(0);
    this.#altOffsets.push(0);
  }

  add(row: RestraintRow): void {
    for (const [i, iSeq] of row.iSeqs.entries()) {
      this.#iSeqs.push(iSeq);
      if (i + 1 === row.firstPlane) this.#offsets.push(this.#iSeqs.length);
    }
    this.#offsets.push(this.#iSeqs.length);
    this.#ideal.push(row.ideal);
    for (const weight of row.weights) this.#weight.push(weight);
    this.#slack.push(row.slack ?? 0);
    this.#limit.push(row.limit ?? 0);
    this.#topOut.push(row.limit === undefined ? 0 : 1);
    this.#periodicity.push(row.periodicity ?? 0);
    for (const alternative of row.alternatives ?? []) this.#altValues.push(alternative);
    this.#altOffsets.push(this.#altValues.length);
    this.#bothSigns.push(row.bothSigns ? 1 : 0);
    this.#hasSlack ||= (row.slack ?? 0) > 0;
    this.#hasTopOut ||= row.limit !== undefined;
  }

  finish(term: EditedTerm): Columns {
    const { arity } = LAYOUTS[term];
    return {
      iSeqs: this.#iSeqs.finish(),
      weight: this.#weight.finish(),
      ...(arity === undefined && { offsets: this.#offsets.finish() }),
      ...(term !== 'planarity' && { ideal: this.#ideal.finish() }),
      ...(this.#hasSlack && { slack: this.#slack.finish() }),
      ...(this.#hasTopOut && { limit: this.#limit.finish(), topOut: this.#topOut.finish() }),
      ...(term === 'dihedral' && { periodicity: this.#periodicity.finish() }),
      ...(this.#altValues.length > 0 && {
        altAngleIdeals: { offsets: this.#altOffsets.finish(), values: this.#altValues.finish() },
      }),
      ...(term === 'chirality' && { bothSigns: this.#bothSigns.finish() }),
    };
  }
}
