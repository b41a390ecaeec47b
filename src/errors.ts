/**
 * What went wrong, for programs to tell apart (people read the message).
 *
 * - `FILE`        a file cannot be read or written
 * - `MODEL`       a model file says something that cannot be understood
 * - `MAP`         a density map says something that cannot be understood
 * - `DICTIONARY`  a monomer dictionary is broken or lacks what it must hold
 * - `RESIDUES`    residues or atoms that no dictionary knows
 * - `ARGUMENT`    a value given through the API or the command line is unusable
 * - `SITES`       a coordinate is not a finite number
 * - `BACKEND`     a compute backend (native addon, TensorFlow.js) cannot be had
 * - `BUNDLE`      a bundle is unknown, broken, or not what it should be
 * - `REQUEST`     a message to an agent says something that cannot be understood
 * - `DENIED`      the agent may not do that, or the message is not signed as it should be
 * - `LIMIT`       more atoms, restraints or bytes than the agent takes
 * - `TIMEOUT`     no answer in time
 * - `UNAVAILABLE` an agent that others rely on failed so often that it is not asked for a while
 * - `CANCELLED`   called off by whoever asked
 * - `CHECKPOINT`  a checkpoint is damaged, or of another minimization
 * - `LEASE`       another has the lease, or it ran out
 * - `TRANSPORT`   the connection to Redis is closed or refused
 * - `JOB`         there is no such job, or it ended otherwise than by a fault of its model
 */
export const ERROR_CODES = [
  'FILE',
  'MODEL',
  'MAP',
  'DICTIONARY',
  'RESIDUES',
  'ARGUMENT',
  'SITES',
  'BACKEND',
  'BUNDLE',
  'REQUEST',
  'DENIED',
  'LIMIT',
  'TIMEOUT',
  'UNAVAILABLE',
  'CANCELLED',
  'CHECKPOINT',
  'LEASE',
  'TRANSPORT',
  'JOB',
] as const;
/** One of {@link ERROR_CODES}. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/** An error that its reader can act on: the message names the place, the remedy says what to do about it. */
export class GeominError extends Error {
  override readonly name = 'GeominError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    /** What to do about it, as a sentence; empty where the message says it all. */
    readonly remedy: string = '',
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
