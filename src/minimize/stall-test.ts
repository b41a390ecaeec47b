/** Iterations whose mean energies are compared. */
const BLOCK = 50;

/**
 * Notices that the energy no longer falls: the mean over 50 iterations is hardly below that over the 50 before. Means,
 * because single energies of Adam and SGD go up and down; the first steps of a large rate raise the energy far above
 * the start, which is no lack of progress.
 */
export class StallTest {
  private sum = 0;
  private count = 0;
  private meanBefore: number | undefined;

  /** @param minProgress share of the energy that a block must win; 0 turns the test off */
  constructor(private readonly minProgress: number) {}

  /** True where the iterate's energy ends a block that won too little. */
  isStalled(energy: number): boolean {
    this.sum += energy;
    if (++this.count < BLOCK) return false;
    const mean = this.sum / BLOCK;
    const before = this.meanBefore;
    this.meanBefore = mean;
    this.sum = this.count = 0;
    return before !== undefined && before - mean < this.minProgress * Math.abs(before);
  }
}
