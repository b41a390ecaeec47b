const BLANK = 0x20;
const RECENT_BITS = 10;
/** Knuth's multiplicative hash: 2³² divided by the golden ratio. */
const HASH_FACTOR = 0x9e3779b1;

/**
 * Short text fields by their bytes, each made into a string once. A million atoms share some hundred names, and looking
 * one up by its bytes is several times quicker than making a string of them.
 */
export class WordTable {
  private readonly words = new Map<number, string>();
  /** A small direct-mapped cache before the map: nearly all look-ups end here. */
  private readonly recentKeys = new Int32Array(1 << RECENT_BITS);
  private readonly recentWords = new Array<string | undefined>(1 << RECENT_BITS).fill(undefined);

  /**
   * @param width columns of the field, 4 at most
   * @param make the word for a field, which is given with its blanks; by default the field without them
   */
  constructor(
    private readonly width: number,
    private readonly make = (field: string): string => field.trim(),
  ) {}

  /** The word for the field that begins at `start`; the line's text ends at `end`, what is missing there is blank. */
  at(bytes: Buffer, start: number, end: number): string {
    let key = 0;
    for (let i = start; i < start + this.width; i++) key = (key << 8) | (i < end ? bytes[i] : BLANK);
    const slot = Math.imul(key, HASH_FACTOR) >>> (32 - RECENT_BITS);
    const recent = this.recentWords[slot];
    if (recent !== undefined && this.recentKeys[slot] === key) return recent;
    const word = this.words.get(key) ?? this.add(key, bytes, start, end);
    this.recentKeys[slot] = key;
    this.recentWords[slot] = word;
    return word;
  }

  private add(key: number, bytes: Buffer, start: number, end: number): string {
    const field = bytes.toString('latin1', start, Math.min(start + this.width, end)).padEnd(this.width);
    const word = this.make(field);
    this.words.set(key, word);
    return word;
  }
}
