/** How many of their last entries the streams keep, about, that nobody settles. */
export const KEPT_ENTRIES = 10_000;

/** The same of records of messages' ways, of which an entry holds some dozens. */
export const KEPT_TRACES = 1000;

/**
 * How many of its last entries a stream keeps, by its name, where nobody settles them: dead letters, answers to those who
 * have no stream of their own, what is said to all agents, and records. Undefined for all others, which keep what is not
 * settled, however much it is.
 */
export function mostKept(stream: string): number | undefined {
  if (stream.endsWith('_trace')) return KEPT_TRACES;
  return /_(dead|responses|control)$/.test(stream) ? KEPT_ENTRIES : undefined;
}
