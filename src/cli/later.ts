/**
 * A function that is loaded when it is first called: what one command needs, such as the connection to Redis, takes time
 * to load that the others are to be spared.
 */
export function later<Args extends unknown[]>(
  load: () => Promise<(...args: Args) => Promise<void>>,
): (...args: Args) => Promise<void> {
  return async (...args) => (await load())(...args);
}
