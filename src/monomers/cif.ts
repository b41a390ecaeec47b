import { type CifToken, CifTokenizer, dictionaryError } from './cif-tokens.js';
import type { GeominError } from '../errors.js';

/** What the rows of a loop share. */
interface Table {
  readonly category: string;
  /** Place of each item in a row. */
  readonly columns: ReadonlyMap<string, number>;
  /** Row after row. */
  readonly values: readonly (string | undefined)[];
  readonly file: string;
}

/** One row of a category: the value of each item that has one. */
export class CifRow {
  constructor(
    private readonly table: Table,
    /** Where its values begin among those of the table. */
    private readonly start: number,
    /** Where the row begins, from 1. */
    readonly line: number,
  ) {}

  /** The value of `_category.item`; undefined where the file has none, or a bare `.` or `?`. */
  get(item: string): string | undefined {
    const column = this.table.columns.get(item);
    return column === undefined ? undefined : this.table.values[this.start + column];
  }

  /** @throws GeominError `DICTIONARY` where there is no value */
  text(item: string): string {
    const value = this.get(item);
    if (value === undefined) throw this.error(`${this.table.category}.${item} has no value`);
    return value;
  }

  /** @throws GeominError `DICTIONARY` where the value is no number; a standard uncertainty in brackets is dropped */
  number(item: string): number | undefined {
    const value = this.get(item);
    if (value === undefined) return undefined;
    const number = Number(value.replace(/\(\d+\)$/, '') || NaN);
    if (!Number.isFinite(number)) throw this.error(`${this.table.category}.${item} is no number: "${value}"`);
    return number;
  }

  /** @throws GeominError `DICTIONARY` where there is no value, or none that is a number */
  requiredNumber(item: string): number {
    return this.number(item) ?? Number(this.text(item));
  }

  /** An error that points at this row. */
  error(problem: string): GeominError {
    return dictionaryError(this.table.file, this.line, problem);
  }
}

/** A data block: categories of rows. */
export interface CifBlock {
  /** Behind `data_`; `''` for a global_ block. */
  readonly name: string;
  readonly line: number;
  /** Path or name of what it was read from. */
  readonly file: string;
  /** The rows of a category, such as `_chem_comp_atom`, from a loop or from single tags; none where it is absent. */
  rows(category: string): readonly CifRow[];
}

/** Where a text begins in its file, and what is let pass. */
export interface CifOptions {
  /** Number of the text's first line in the file; default: 1. */
  readonly firstLine?: number;
  /** Passes over words before the first block instead of refusing them. */
  readonly strayWords?: boolean;
}

/**
 * Reads a CIF file such as a monomer dictionary. Save frames are not understood.
 *
 * @param file path or name for messages
 */
export function parseCif(text: string, file: string, options: CifOptions = {}): CifBlock[] {
  return new CifParser(text, file, options).parse();
}

function categoryOf(tag: string): string {
  const dot = tag.indexOf('.');
  return dot < 0 ? tag : tag.slice(0, dot);
}

/** Place of each item; a tag of another category, which has no business there, keeps its whole name. */
function columnsOf(tags: readonly string[], category: string): Map<string, number> {
  const item = (tag: string): string => (categoryOf(tag) === category ? tag.slice(category.length + 1) : tag);
  return new Map(tags.map((tag, column) => [item(tag), column]));
}

class Block implements CifBlock {
  readonly tags = new Set<string>();
  private readonly categories = new Map<string, readonly CifRow[]>();

  constructor(
    readonly name: string,
    readonly line: number,
    readonly file: string,
  ) {}

  rows(category: string): readonly CifRow[] {
    return this.categories.get(category.toLowerCase()) ?? [];
  }

  add(category: string, rows: readonly CifRow[]): void {
    const before = this.rows(category);
    this.categories.set(category, before.length === 0 ? rows : [...before, ...rows]);
  }
}

class CifParser {
  private readonly tokenizer: CifTokenizer;
  private readonly blocks: Block[] = [];
  private token: CifToken;

  constructor(
    text: string,
    private readonly file: string,
    private readonly options: CifOptions,
  ) {
    this.tokenizer = new CifTokenizer(text, file, options.firstLine);
    this.token = this.tokenizer.next();
  }

  parse(): CifBlock[] {
    for (;;) {
      const { kind, text, line } = this.token;
      if (kind === 'end') return this.blocks;
      if (kind === 'data' || kind === 'global') {
        this.blocks.push(new Block(kind === 'data' ? text : '', line, this.file));
        this.advance();
      } else if (kind === 'loop') this.loop(this.block());
      else if (kind === 'tag') this.singles(this.block());
      else if (this.options.strayWords === true && this.blocks.length === 0) this.advance();
      else throw this.tokenizer.error(line, `the value "${text}" belongs to no tag`);
    }
  }

  private advance(): CifToken {
    const passed = this.token;
    this.token = this.tokenizer.next();
    return passed;
  }

  private block(): Block {
    const block = this.blocks.at(-1);
    if (!block)
      throw this.tokenizer.error(this.token.line, `"${this.token.text}" stands before the first data_ line`);
    return block;
  }

  /** A loop_ with its tags and rows. */
  private loop(block: Block): void {
    const start = this.advance();
    const tags: string[] = [];
    while (this.token.kind === 'tag') tags.push(this.tag(block));
    if (tags.length === 0) throw this.tokenizer.error(start.line, 'loop_ has no tags');
    const category = categoryOf(tags[0]);
    const values: (string | undefined)[] = [];
    const table = { category, columns: columnsOf(tags, category), values, file: this.file };
    const rows: CifRow[] = [];
    const owner = `a row of ${category}, ${tags.length} values long`;
    while (this.token.kind === 'value') {
      rows.push(new CifRow(table, values.length, this.token.line));
      for (let i = 0; i < tags.length; i++) values.push(this.value(owner));
    }
    block.add(category, rows);
  }

  /** Consecutive tags of one category with a value each: one row. */
  private singles(block: Block): void {
    const { line, text } = this.token;
    const category = categoryOf(text);
    const tags: string[] = [];
    const values: (string | undefined)[] = [];
    while (this.token.kind === 'tag' && categoryOf(this.token.text) === category) {
      const tag = this.tag(block);
      tags.push(tag);
      values.push(this.value(tag));
    }
    const table = { category, columns: columnsOf(tags, category), values, file: this.file };
    block.add(category, [new CifRow(table, 0, line)]);
  }

  private tag(block: Block): string {
    const { text, line } = this.advance();
    if (block.tags.has(text)) throw this.tokenizer.error(line, `${text} stands twice in data_${block.name}`);
    block.tags.add(text);
    return text;
  }

  private value(owner: string): string | undefined {
    const { kind, text, quoted, line } = this.token;
    if (kind !== 'value') throw this.tokenizer.error(line, `a value is missing for ${owner}`);
    this.advance();
    return !quoted && (text === '.' || text === '?') ? undefined : text;
  }
}
