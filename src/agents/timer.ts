/** Longer than some 25 days Node's timers cannot wait: they would go off at once. */
const LONGEST_DELAY = 2 ** 31 - 1;

/** What setTimeout takes for so many seconds, ms. */
export function timerDelay(seconds: number): number {
  return Math.min(1000 * seconds, LONGEST_DELAY);
}
