import { GeominError } from '../errors.js';

/** What a piece of a CIF file is. Everything from `word` on is a value. */
export const CifKind = {
  end: 0,
  /** `data_NAME` or `global_` */
  block: 1,
  loop: 2,
  tag: 3,
  /** A value without quotes. */
  word: 4,
  quoted: 5,
  /** A value in lines between two that begin with a semicolon. */
  textField: 6,
} as const;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** This and all codes below part values from each other. */
const SPACE = 0x20;
const DOUBLE_QUOTE = 0x22;
const HASH = 0x23;
const SINGLE_QUOTE = 0x27;
const SEMICOLON = 0x3b;
const UNDERSCORE = 0x5f;
const LOWER_CASE = 0x20;
const TEXT_FIELD_END = Buffer.from('\n;');
/** First letters of data_, global_, loop_, save_ and stop_. */
const KEYWORD_LETTERS = new Set(Array.from('dgls', (letter) => letter.charCodeAt(0)));

/**
 * Steps through the pieces of a CIF file, after the syntax of CIF 1.1 (Hall, Allen & Brown 1991; IUCr). It works on
 * bytes and makes no strings: a model has some twenty values an atom, most of which nobody asks for.
 */
export class CifScanner {
  /** A {@link CifKind}. */
  kind: number = CifKind.end;
  /** The text of the piece, without quotes: bytes `start <= i < end`. */
  start = 0;
  end = 0;
  /** The piece with its quotes: bytes `outerStart <= i < position`. */
  outerStart = 0;
  /** Line on which the piece begins, from 1. */
  line: number;
  private lineHere: number;

  /**
   * @param fileName for messages
   * @param position byte at which to begin, with the number of its line
   */
  constructor(
    readonly bytes: Buffer,
    private readonly fileName: string,
    public position = 0,
    line = 1,
  ) {
    this.lineHere = line;
    this.line = line;
  }

  /**
   * Goes on to the next piece.
   *
   * @returns its kind
   * @throws GeominError `MODEL` at a quote or text field without its end, or at a word that CIF reserves
   */
  next(): number {
    const { bytes } = this;
    const first = this.skipBlanks();
    const start = this.position;
    this.outerStart = start;
    this.line = this.lineHere;
    if (first < 0) return (this.kind = CifKind.end);
    if (first === SINGLE_QUOTE || first === DOUBLE_QUOTE) return this.quoted(first);
    if (first === SEMICOLON && this.isAtLineStart()) return this.textField();
    let end = start + 1;
    const size = bytes.length;
    while (end < size && bytes[end] > SPACE) end++;
    this.start = start;
    this.end = end;
    this.position = end;
    if (first === UNDERSCORE) return (this.kind = CifKind.tag);
    if (KEYWORD_LETTERS.has(first | LOWER_CASE) && end - start >= 5) return (this.kind = this.wordKind());
    return (this.kind = CifKind.word);
  }

  /** The text of the piece; line ends in a text field are LF. */
  text(): string {
    return cifText(this.bytes, this.start, this.end);
  }

  /** An error that points at a line of this file. */
  error(what: string, line = this.line): GeominError {
    const remedy = 'Mend the file there, or get it anew.';
    return new GeominError('MODEL', `${this.fileName}:${line}: ${what}`, remedy);
  }

  /** Returns the byte at which the next piece begins; -1 at the end of the file. */
  private skipBlanks(): number {
    const { bytes } = this;
    const size = bytes.length;
    let i = this.position;
    while (i < size) {
      const byte = bytes[i];
      if (byte > SPACE) {
        if (byte !== HASH) {
          this.position = i;
          return byte;
        }
        const lineFeed = bytes.indexOf(LINE_FEED, i);
        i = lineFeed < 0 ? size : lineFeed;
      } else {
        if (byte === LINE_FEED) this.lineHere++;
        i++;
      }
    }
    this.position = size;
    return -1;
  }

  private isAtLineStart(): boolean {
    const before = this.position === 0 ? LINE_FEED : this.bytes[this.position - 1];
    return before === LINE_FEED || before === CARRIAGE_RETURN;
  }

  private quoted(quote: number): number {
    const { bytes } = this;
    const size = bytes.length;
    this.start = this.position + 1;
    for (let i = this.start; i < size && bytes[i] !== LINE_FEED; i++) {
      if (bytes[i] !== quote || (i + 1 < size && bytes[i + 1] > SPACE)) continue;
      this.end = i;
      this.position = i + 1;
      return (this.kind = CifKind.quoted);
    }
    throw this.error(`the quote ${String.fromCharCode(quote)} is not closed on its line`);
  }

  private textField(): number {
    const { bytes } = this;
    this.start = this.position + 1;
    const close = bytes.indexOf(TEXT_FIELD_END, this.start);
    if (close < 0) throw this.error('a text field that begins with ";" has no line with a closing ";"');
    this.end = bytes[close - 1] === CARRIAGE_RETURN && close > this.start ? close - 1 : close;
    for (let i = this.start; i <= close; i = bytes.indexOf(LINE_FEED, i) + 1) this.lineHere++;
    this.position = close + 2;
    return (this.kind = CifKind.textField);
  }

  /** Of a word that begins like one that CIF reserves. */
  private wordKind(): number {
    const word = this.bytes.toString('latin1', this.start, this.end).toLowerCase();
    if (word.startsWith('data_') || word === 'global_') return CifKind.block;
    if (word === 'loop_') return CifKind.loop;
    if (word !== 'stop_' && !word.startsWith('save_')) return CifKind.word;
    throw this.error(`'${this.text()}' is not understood in the file of a model`);
  }
}

/** The text between two bytes of a CIF file; line ends in it become LF. */
export function cifText(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('latin1', start, end);
  return text.includes('\r') ? text.replaceAll('\r\n', '\n') : text;
}
