const BLANK = 0x20;

/**
 * Short text fields by their bytes, each made into a string once. A million atoms share some hundred names, and looking
 * one up by its bytes is several times quicker than making a string of them.
 */
export class WordTable {
  private readonly words = new Map<number, string>();
  private readonly longWords = new Map<string, string>();

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
    const known = this.words.get(key);
    if (known !== undefined) return known;
    const field = bytes.toString('latin1', start, Math.min(start + this.width, end)).padEnd(this.width);
    const word = this.make(field);
    this.words.set(key, word);
    return word;
  }

  /** The word in bytes `start <= i < end`, however many they are; the columns are those where it is no longer. */
  between(bytes: Buffer, start: number, end: number): string {
    if (end - start <= this.width) return this.at(bytes, start, end);
    const field = bytes.toString('latin1', start, end);
    const known = this.longWords.get(field);
    if (known !== undefined) return known;
    const word = this.make(field);
    this.longWords.set(field, word);
    return word;
  }
}
