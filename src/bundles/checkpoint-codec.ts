import { createHash } from 'node:crypto';
import { z } from 'zod';
import { GeominError } from '../errors.js';
import type { Evaluation } from '../geometry/target.js';
import type { Checkpoint } from '../minimize/checkpoint.js';
import type { Iterate } from '../minimize/iterates.js';
import { OPTIMIZERS } from '../minimize/optimizer-name.js';
import type { IterationRecord } from '../minimize/result.js';
import { SCHEDULES } from '../minimize/schedules.js';
import { TERMS } from '../restraints/restraints.js';
import { arrayOf, bytesOf } from './arrays.js';
import { MsgpackError, type PackableMap } from './msgpack.js';
import { unpackMap } from './msgpack-reader.js';
import { packMap } from './msgpack-writer.js';

const VERSION = 1;
/** Energy, rms gradient, learning rate or NaN. */
const HISTORY_ROW = 3;
/** Energy, those of the terms, gradient norm, rms gradient, learning rate or NaN, evaluations, 1 where it was the best. */
const ITERATE_ROW = TERMS.length + 6;

const count = z.number().int().min(0);
const doubles = z
  .instanceof(Uint8Array)
  .transform((bytes) => arrayOf('f8', bytes))
  .pipe(z.instanceof(Float64Array));
const iterateRow = doubles.refine((row) => row.length === ITERATE_ROW);

const schema = z.object({
  version: z.literal(VERSION),
  optimizer: z.enum(OPTIMIZERS),
  atom_count: count,
  learning_rate: z.number(),
  schedule: z.enum(SCHEDULES),
  momentum: z.number(),
  max_iterations: count,
  min_progress: z.number(),
  iterations: count,
  evaluations: count,
  seconds: z.number().min(0),
  optimizer_start: count,
  current: iterateRow,
  best: iterateRow,
  history: doubles,
  state: z.instanceof(Uint8Array),
});

/** Bytes of a checkpoint, a msgpack map; about 250 for each atom of L-BFGS, 150 of Adam. */
export function encodeCheckpoint(checkpoint: Checkpoint): Buffer {
  const { options, current, best, history, state } = checkpoint;
  const fields = new Map<string, number | string | Uint8Array>([
    ['version', VERSION],
    ['optimizer', checkpoint.optimizer],
    ['atom_count', checkpoint.atomCount],
    ['learning_rate', options.learningRate],
    ['schedule', options.schedule],
    ['momentum', options.momentum],
    ['max_iterations', options.maxIterations],
    ['min_progress', options.minProgress],
    ['iterations', checkpoint.iterations],
    ['evaluations', checkpoint.evaluations],
    ['seconds', checkpoint.seconds],
    ['optimizer_start', checkpoint.optimizerStart],
    ['current', bytesOf(rowOf(current))],
    ['best', bytesOf(rowOf(best))],
    ['history', bytesOf(historyColumns(history))],
  ]);
  return packMap(new Map([...fields, ['checksum', checksumOf(fields)], ['state', state]]));
}

/**
 * The checkpoint that bytes hold. Its state is looked at by the minimizer that goes on from it.
 *
 * @throws GeominError `CHECKPOINT` where the bytes are no checkpoint, or one that was cut short or altered
 */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const map = unpack(bytes);
  const { state, checksum, ...rest } = Object.fromEntries(map);
  if (rest.version !== VERSION) throw damaged(`its version is not ${VERSION}`);
  if (checksum !== checksumOf(new Map(Object.entries(rest)))) throw damaged('its checksum is another');
  const { success, data } = schema.safeParse({ ...rest, state });
  if (!success || data.history.length !== HISTORY_ROW * (data.iterations + 1)) {
    throw damaged('its fields do not fit together');
  }
  return {
    optimizer: data.optimizer,
    atomCount: data.atom_count,
    options: {
      learningRate: data.learning_rate,
      schedule: data.schedule,
      momentum: data.momentum,
      maxIterations: data.max_iterations,
      minProgress: data.min_progress,
    },
    iterations: data.iterations,
    evaluations: data.evaluations,
    seconds: data.seconds,
    optimizerStart: data.optimizer_start,
    current: toIterate(data.current),
    best: toIterate(data.best),
    history: toHistory(data.history),
    state: data.state,
  };
}

function unpack(bytes: Uint8Array): PackableMap {
  try {
    return unpackMap(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (error) {
    if (error instanceof MsgpackError) throw damaged(error.message);
    throw error;
  }
}

/** Of all but the state, which has one of its own. */
function checksumOf(fields: PackableMap): string {
  return createHash('sha256').update(packMap(fields)).digest('hex');
}

function damaged(fault: string): GeominError {
  return new GeominError('CHECKPOINT', `the checkpoint is unusable: ${fault}`, 'Begin anew without it.');
}

function rowOf(iterate: Iterate): Float64Array {
  const { energy, terms, gradientNorm, rmsGradient, learningRate = NaN, evaluations, isBest } = iterate;
  const ofTerms = TERMS.map((term) => terms[term]);
  return Float64Array.of(
    energy,
    ...ofTerms,
    gradientNorm,
    rmsGradient,
    learningRate,
    evaluations,
    Number(isBest),
  );
}

function toIterate(row: Float64Array): Iterate {
  const [gradientNorm, rmsGradient, learningRate, evaluations, isBest] = row.subarray(1 + TERMS.length);
  const terms = Object.fromEntries(TERMS.map((term, k) => [term, row[1 + k]])) as Evaluation['terms'];
  return {
    energy: row[0],
    terms,
    gradientNorm,
    rmsGradient,
    learningRate: rateOf(learningRate),
    evaluations,
    isBest: isBest === 1,
  };
}

function historyColumns(history: readonly IterationRecord[]): Float64Array {
  const rows = new Float64Array(HISTORY_ROW * history.length);
  for (const [k, { energy, rmsGradient, learningRate = NaN }] of history.entries()) {
    rows.set([energy, rmsGradient, learningRate], HISTORY_ROW * k);
  }
  return rows;
}

function toHistory(rows: Float64Array): IterationRecord[] {
  return Array.from({ length: rows.length / HISTORY_ROW }, (_, iteration) => {
    const [energy, rmsGradient, rate] = rows.subarray(HISTORY_ROW * iteration);
    return { iteration, energy, rmsGradient, learningRate: rateOf(rate) };
  });
}

function rateOf(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}
