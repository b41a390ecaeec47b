import { parseCif, type CifBlock } from './cif.js';

/** Where a block of a file lies. */
interface Place {
  readonly start: number;
  readonly end: number;
  /** Number of its first line. */
  readonly line: number;
}

const NEWLINE = 10;

/**
 * A library's list of links and modifications. Of its megabytes only the blocks that are asked for are parsed: it is cut
 * at the lines that begin with `data_`, which no text field of such a list has.
 */
export class LibraryList {
  private places: Map<string, Place> | undefined;

  constructor(
    private readonly bytes: Buffer,
    private readonly path: string,
  ) {}

  /** The blocks of these names that are there. */
  blocks(names: readonly string[]): CifBlock[] {
    return names.flatMap((name) => {
      const place = this.index().get(name);
      if (!place) return [];
      const text = this.bytes.toString('utf8', place.start, place.end);
      return parseCif(text, this.path, { firstLine: place.line });
    });
  }

  /** Names of all blocks that begin so. */
  names(prefix: string): string[] {
    return [...this.index().keys()].filter((name) => name.startsWith(prefix));
  }

  private index(): ReadonlyMap<string, Place> {
    return (this.places ??= placesOf(this.bytes));
  }
}

function placesOf(bytes: Buffer): Map<string, Place> {
  const places = new Map<string, Place>();
  let line = 1;
  let counted = 0;
  for (let start = blockStart(bytes, 0); start < bytes.length;) {
    const end = blockStart(bytes, start + 1);
    for (; counted < start; counted++) if (bytes[counted] === NEWLINE) line++;
    places.set(nameAt(bytes, start), { start, end, line });
    start = end;
  }
  return places;
}

/** The first `data_` at the start of a line, from an offset on; the end of the bytes where there is none. */
function blockStart(bytes: Buffer, from: number): number {
  if (from === 0 && bytes.toString('latin1', 0, 5) === 'data_') return 0;
  const found = bytes.indexOf('\ndata_', Math.max(0, from - 1), 'latin1');
  return found < 0 ? bytes.length : found + 1;
}

function nameAt(bytes: Buffer, start: number): string {
  const lineEnd = bytes.indexOf(NEWLINE, start);
  const line = bytes.toString('utf8', start, lineEnd < 0 ? bytes.length : lineEnd);
  return line.slice('data_'.length).split(/\s/, 1)[0];
}
