import type { GeominError } from '../errors.js';
import { CifKind, CifScanner } from './cif-scanner.js';

/** Where a value stands in its file. */
export interface CifCell {
  readonly start: number;
  readonly end: number;
  readonly outerStart: number;
  readonly outerEnd: number;
  readonly kind: number;
  readonly line: number;
}

/** A category of a data block, of which only its place in the file is known until its rows are read. */
export interface CifTable {
  /** In lower case, with its underscore: `_atom_site`. */
  readonly category: string;
  /** In lower case, without their category: `cartn_x`. */
  readonly items: readonly string[];
  readonly rowCount: number;
  /** Line of its first tag, from 1. */
  readonly line: number;
  /** Where the tags of a loop end and its values begin. */
  readonly valuesStart: number;
  readonly valuesLine: number;
  /** The only row of a category without a loop. */
  readonly cells?: readonly CifCell[];
}

/** A data block of a CIF file. */
export interface CifBlock {
  /** Behind `data_`. */
  readonly name: string;
  readonly tables: ReadonlyMap<string, CifTable>;
}

type GrowingTable = { -readonly [Key in keyof CifTable]: CifTable[Key] } & {
  items: string[];
  cells?: CifCell[];
};
interface GrowingBlock extends CifBlock {
  readonly tables: Map<string, GrowingTable>;
  readonly tags: Set<string>;
}

/**
 * Finds the data blocks and categories of a CIF file, and checks its syntax.
 *
 * @param fileName for messages
 * @throws GeominError `MODEL` where the syntax is wrong
 */
export function indexCif(bytes: Buffer, fileName: string): CifBlock[] {
  return new CifIndexer(new CifScanner(bytes, fileName, afterByteOrderMark(bytes))).blocks();
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Where the text begins. */
export function afterByteOrderMark(bytes: Buffer): number {
  return bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
}

class CifIndexer {
  private readonly found: GrowingBlock[] = [];

  constructor(private readonly scanner: CifScanner) {}

  blocks(): CifBlock[] {
    const { scanner } = this;
    let kind = scanner.next();
    while (kind !== CifKind.end) {
      if (kind === CifKind.block) {
        const name = scanner.text().replace(/^data_|^global_/i, '');
        this.found.push({ name, tables: new Map(), tags: new Set() });
        kind = scanner.next();
      } else if (kind === CifKind.loop) kind = this.loop();
      else if (kind === CifKind.tag) kind = this.single();
      else throw this.strayValue();
    }
    return this.found;
  }

  /** A loop_ with its tags and values; returns the kind of what follows. */
  private loop(): number {
    const { scanner } = this;
    const { line } = scanner;
    const block = this.block();
    const items: string[] = [];
    let category = '';
    let kind = scanner.next();
    const tagLine = scanner.line;
    let [valuesStart, valuesLine] = [scanner.position, scanner.line];
    for (; kind === CifKind.tag; kind = scanner.next()) {
      const tag = this.tag(block);
      if (items.length === 0) category = categoryOf(tag);
      items.push(itemOf(tag));
      [valuesStart, valuesLine] = [scanner.position, scanner.line];
    }
    if (items.length === 0) throw scanner.error('this loop_ has no tags', line);
    let values = 0;
    for (; kind >= CifKind.word; kind = scanner.next()) values++;
    const table = {
      category,
      items,
      rowCount: values / items.length,
      line: tagLine,
      valuesStart,
      valuesLine,
    };
    if (values % items.length !== 0) throw this.brokenRow(table, values);
    if (block.tables.has(category)) throw scanner.error(`a second loop of ${category}`, line);
    block.tables.set(category, table);
    return kind;
  }

  /** A tag with its value: part of the only row of its category. */
  private single(): number {
    const { scanner } = this;
    const { line } = scanner;
    const block = this.block();
    const tag = this.tag(block);
    const category = categoryOf(tag);
    if (scanner.next() < CifKind.word) throw scanner.error(`${tag} has no value`, line);
    const { start, end, outerStart, position: outerEnd, kind } = scanner;
    const cell = { start, end, outerStart, outerEnd, kind, line: scanner.line };
    const table = block.tables.get(category);
    if (table && !table.cells) throw scanner.error(`${tag} stands outside of the loop of ${category}`, line);
    if (table) {
      table.items.push(itemOf(tag));
      table.cells?.push(cell);
    } else {
      const place = { line, valuesStart: outerStart, valuesLine: cell.line };
      block.tables.set(category, { category, items: [itemOf(tag)], rowCount: 1, ...place, cells: [cell] });
    }
    return scanner.next();
  }

  private block(): GrowingBlock {
    const block = this.found.at(-1);
    if (!block) throw this.beforeBlock();
    return block;
  }

  private tag(block: GrowingBlock): string {
    const tag = this.scanner.text().toLowerCase();
    if (block.tags.has(tag)) throw this.scanner.error(`${tag} stands twice in data_${block.name}`);
    block.tags.add(tag);
    return tag;
  }

  private beforeBlock(): GeominError {
    return this.scanner.error(`'${this.scanner.text().slice(0, 40)}' stands before the first data_ line`);
  }

  private strayValue(): GeominError {
    if (this.found.length === 0) return this.beforeBlock();
    return this.scanner.error(`the value '${this.scanner.text().slice(0, 40)}' belongs to no tag`);
  }

  private brokenRow({ category, items }: CifTable, values: number): GeominError {
    const missing = items.length - (values % items.length);
    const what = `the last row of the loop of ${category} lacks ${missing} of its ${items.length} values`;
    return this.scanner.error(
      `${what}: a value is missing in it or before it, or the file was not copied whole`,
    );
  }
}

function categoryOf(tag: string): string {
  return tag.split('.', 1)[0];
}

function itemOf(tag: string): string {
  return tag.slice(tag.indexOf('.') + 1);
}
