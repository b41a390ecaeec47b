import { GeominError } from '../errors.js';

/** A piece of a CIF file: a word of its grammar, a tag, or a value. */
export interface CifToken {
  readonly kind: 'data' | 'global' | 'loop' | 'tag' | 'value' | 'end';
  /** The block's name, the tag, or the value without its quotes. */
  readonly text: string;
  /** A quoted `.` or `?` is text, a bare one says that there is no value. */
  readonly quoted: boolean;
  /** From 1. */
  readonly line: number;
}

const NEWLINE = 10;
const RETURN = 13;
const HASH = 35;

/** First letters of tags and of the words `data_`, `global_`, `loop_`, `save_`, `stop_`. */
const MAY_BE_RESERVED = /^[_dgls]/i;

const isBlank = (code: number): boolean => code === 32 || code === 9 || code === NEWLINE || code === RETURN;

/** An error that points at a line of a dictionary file. */
export function dictionaryError(file: string, line: number, problem: string): GeominError {
  return new GeominError(
    'DICTIONARY',
    `${file}:${line}: ${problem}`,
    'Correct the file there, or get a fresh copy of it.',
  );
}

/** Cuts a CIF file into tokens, after the syntax of CIF 1.1 (Hall, Allen & Brown 1991; IUCr). */
export class CifTokenizer {
  private position: number;

  constructor(
    private readonly text: string,
    /** Path or name for messages. */
    private readonly file: string,
    /** Of the text in its file. */
    private line = 1,
  ) {
    this.position = text.startsWith('\uFEFF') ? 1 : 0;
  }

  /** @throws GeominError `DICTIONARY` at a quote or text field without its end, or a reserved word */
  next(): CifToken {
    this.skipBlanksAndComments();
    if (this.position >= this.text.length) return this.token('end', '', false, this.line);
    const first = this.text[this.position];
    if (first === ';' && this.atLineStart()) return this.textField();
    if (first === "'" || first === '"') return this.quoted(first);
    return this.word();
  }

  /** An error that points at a line of this file. */
  error(line: number, problem: string): GeominError {
    return dictionaryError(this.file, line, problem);
  }

  private token(kind: CifToken['kind'], text: string, quoted: boolean, line: number): CifToken {
    return { kind, text, quoted, line };
  }

  private atLineStart(): boolean {
    const before = this.text.charCodeAt(this.position - 1);
    return this.position === 0 || before === NEWLINE || before === RETURN;
  }

  private skipBlanksAndComments(): void {
    const { text } = this;
    let { position } = this;
    for (; position < text.length; position++) {
      const code = text.charCodeAt(position);
      if (code === NEWLINE) this.line++;
      else if (code === HASH) {
        this.position = position;
        position = this.lineEnd() - 1;
      } else if (!isBlank(code)) break;
    }
    this.position = position;
  }

  /** Where the line that holds the current position ends. */
  private lineEnd(): number {
    const end = this.text.indexOf('\n', this.position);
    return end < 0 ? this.text.length : end;
  }

  private textField(): CifToken {
    const start = this.position + 1;
    const line = this.line;
    const end = this.text.indexOf('\n;', start);
    if (end < 0) throw this.error(line, 'a text field that begins with ";" has no closing ";"');
    const content = this.text.slice(start, end);
    this.line += content.split('\n').length;
    this.position = end + 2;
    return this.token('value', content.replace(/\r(?=\n|$)/g, ''), true, line);
  }

  private quoted(quote: string): CifToken {
    const start = this.position + 1;
    const lineEnd = this.lineEnd();
    for (let end = start; end < lineEnd; end++) {
      if (this.text[end] !== quote) continue;
      if (end + 1 < this.text.length && !isBlank(this.text.charCodeAt(end + 1))) continue;
      this.position = end + 1;
      return this.token('value', this.text.slice(start, end), true, this.line);
    }
    throw this.error(this.line, `the quote ${quote} is not closed on its line`);
  }

  private word(): CifToken {
    const { text, position: start } = this;
    let end = start;
    while (end < text.length && !isBlank(text.charCodeAt(end))) end++;
    this.position = end;
    const word = text.slice(start, end);
    if (!MAY_BE_RESERVED.test(word)) return this.token('value', word, false, this.line);
    const lower = word.toLowerCase();
    if (word.startsWith('_')) return this.token('tag', lower, false, this.line);
    if (lower.startsWith('data_')) return this.token('data', word.slice(5), false, this.line);
    if (lower === 'loop_') return this.token('loop', word, false, this.line);
    if (lower === 'global_') return this.token('global', word, false, this.line);
    if (lower === 'stop_' || lower.startsWith('save_'))
      throw this.error(this.line, `"${word}" is not understood in a dictionary`);
    return this.token('value', word, false, this.line);
  }
}
