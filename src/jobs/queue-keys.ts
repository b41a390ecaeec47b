/** The queue's name, which is part of its keys' names. */
export const QUEUE_NAME = 'jobs';

/**
 * What the keys of the queue begin with.
 *
 * @param prefix of the deployment; may be empty
 */
export function queuePrefix(prefix: string): string {
  return `${prefix}geomin`;
}

/** Ids of jobs that somebody wants to end, by the time of the wish. */
export function cancelledKey(prefix: string): string {
  return `${queuePrefix(prefix)}:${QUEUE_NAME}-cancelled`;
}

/** Ids of jobs that ended so, by the time of their end. */
export function abandonedKey(prefix: string): string {
  return `${queuePrefix(prefix)}:${QUEUE_NAME}-abandoned`;
}
