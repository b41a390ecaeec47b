/** How many of their last entries the streams keep, about, that nobody settles. */
export const KEPT_ENTRIES = 10_000;

/**
 * Whether nobody settles the entries of a stream, by its name: dead letters, answers to those who have no stream of their
 * own, and what is said to all agents. Of these the last {@link KEPT_ENTRIES} are kept. All others keep what is not
 * settled, however much it is.
 */
export function keepsLastOnly(stream: string): boolean {
  return /_(dead|responses|control)$/.test(stream);
}
