/** Fewer sites are looked at one by one. */
const LEAF = 12;

/**
 * Some sites in a tree of boxes, each cut in two halves across its longest side (Bentley (1975), Commun. ACM 18, 509).
 * Unlike the cells of a grid, they answer as fast at 50 Å as at 5, for dense sites and scattered ones.
 */
export class SiteTree {
  /** i_seqs, those of a box side by side. */
  private readonly order: Int32Array;
  /** Lower x, y, z and upper x, y, z of each box; the halves of box b are 2b + 1 and 2b + 2. */
  private readonly boxes: number[] = [];

  /**
   * @param sitesCart Cartesian coordinates, 3 × atomCount, Å; to be left alone while the tree is used
   * @param iSeqs of the sites that are in it
   */
  constructor(
    private readonly sitesCart: Float64Array,
    iSeqs: readonly number[],
  ) {
    this.order = Int32Array.from(iSeqs);
    if (iSeqs.length > 0) this.divide(0, 0, iSeqs.length);
  }

  /** Whether one of the sites is no farther than `distance` from x, y, z; all in Å. */
  isNear(x: number, y: number, z: number, distance: number): boolean {
    const square = distance * distance;
    return this.order.length > 0 && this.search(0, 0, this.order.length, x, y, z, square);
  }

  private divide(box: number, begin: number, end: number): void {
    const axis = this.enclose(box, begin, end);
    if (end - begin <= LEAF) return;
    const middle = (begin + end) >>> 1;
    this.part(axis, begin, end - 1, middle);
    this.divide(2 * box + 1, begin, middle);
    this.divide(2 * box + 2, middle, end);
  }

  /** Sets a box around its sites; returns the axis of its longest side. */
  private enclose(box: number, begin: number, end: number): number {
    let longest = 0;
    const sides = [0, 1, 2].map((axis) => {
      let lower = Infinity;
      let upper = -Infinity;
      for (let k = begin; k < end; k++) {
        const at = this.sitesCart[3 * this.order[k] + axis];
        if (at < lower) lower = at;
        if (at > upper) upper = at;
      }
      this.boxes[6 * box + axis] = lower;
      this.boxes[6 * box + 3 + axis] = upper;
      return upper - lower;
    });
    if (sides[1] > sides[0]) longest = 1;
    if (sides[2] > sides[longest]) longest = 2;
    return longest;
  }

  /** Hoare's selection: what is lower along the axis comes before `middle`, what is higher behind it. */
  private part(axis: number, first: number, last: number, middle: number): void {
    const { order } = this;
    const at = (k: number) => this.sitesCart[3 * order[k] + axis];
    while (first < last) {
      const pivot = at((first + last) >>> 1);
      let i = first;
      let j = last;
      while (i <= j) {
        while (at(i) < pivot) i++;
        while (at(j) > pivot) j--;
        if (i > j) break;
        [order[i], order[j]] = [order[j], order[i]];
        i++;
        j--;
      }
      if (middle <= j) last = j;
      else if (middle >= i) first = i;
      else return;
    }
  }

  private search(
    box: number,
    begin: number,
    end: number,
    x: number,
    y: number,
    z: number,
    square: number,
  ): boolean {
    const [nearest, farthest] = this.squaresTo(box, x, y, z);
    if (nearest > square) return false;
    if (farthest <= square) return true;
    if (end - begin <= LEAF) return this.isOneNear(begin, end, x, y, z, square);
    const middle = (begin + end) >>> 1;
    return (
      this.search(2 * box + 1, begin, middle, x, y, z, square) ||
      this.search(2 * box + 2, middle, end, x, y, z, square)
    );
  }

  /** Squares of the distances from a box's nearest point and from its farthest corner, Å². */
  private squaresTo(box: number, x: number, y: number, z: number): [nearest: number, farthest: number] {
    const b = 6 * box;
    let nearest = 0;
    let farthest = 0;
    for (let axis = 0; axis < 3; axis++) {
      const at = axis === 0 ? x : axis === 1 ? y : z;
      const below = this.boxes[b + axis] - at;
      const above = at - this.boxes[b + 3 + axis];
      const outside = Math.max(below, above, 0);
      nearest += outside * outside;
      const inside = Math.max(-below, -above);
      farthest += inside * inside;
    }
    return [nearest, farthest];
  }

  private isOneNear(begin: number, end: number, x: number, y: number, z: number, square: number): boolean {
    for (let k = begin; k < end; k++) {
      const i = 3 * this.order[k];
      const dx = x - this.sitesCart[i];
      const dy = y - this.sitesCart[i + 1];
      const dz = z - this.sitesCart[i + 2];
      if (dx * dx + dy * dy + dz * dz <= square) return true;
    }
    return false;
  }
}
