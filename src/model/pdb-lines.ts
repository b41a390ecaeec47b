/** What a line of a PDB file is, as far as geomin understands it. */
export const RecordKind = {
  other: 0,
  atom: 1,
  heteroAtom: 2,
  /** ANISOU, SIGATM, SIGUIJ: goes with the atom before it. */
  atomCompanion: 3,
  ter: 4,
  model: 5,
  endModel: 6,
  end: 7,
  crystal: 8,
  disulfide: 9,
  link: 10,
  cisPeptide: 11,
  scale: 12,
  connectivity: 13,
} as const;

/** The lines of a PDB text, found once. */
export interface PdbLines {
  readonly bytes: Buffer;
  readonly count: number;
  /** Byte offset of each line's first byte and, last, of the end of the text: count + 1 long. */
  readonly starts: Int32Array;
  /** A {@link RecordKind} for each line. */
  readonly kinds: Uint8Array;
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const CAPITAL = 0xdf;

/** Records by their first four letters, which tell all of them apart. Blanks count as zero. */
const KINDS = new Map<number, number>(
  Object.entries({
    ATOM: RecordKind.atom,
    HETA: RecordKind.heteroAtom,
    ANIS: RecordKind.atomCompanion,
    SIGA: RecordKind.atomCompanion,
    SIGU: RecordKind.atomCompanion,
    'TER ': RecordKind.ter,
    MODE: RecordKind.model,
    ENDM: RecordKind.endModel,
    'END ': RecordKind.end,
    CRYS: RecordKind.crystal,
    SSBO: RecordKind.disulfide,
    LINK: RecordKind.link,
    CISP: RecordKind.cisPeptide,
    SCAL: RecordKind.scale,
    CONE: RecordKind.connectivity,
  }).map(([letters, kind]) => [capitals(Buffer.from(letters), 0, 4), kind]),
);

/** Finds the lines of a PDB text and what each of them is. Lines end in LF or CRLF, the last one perhaps in nothing. */
export function indexLines(bytes: Buffer): PdbLines {
  const count = countLines(bytes);
  const starts = new Int32Array(count + 1);
  const kinds = new Uint8Array(count);
  let start = bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
  for (let line = 0; line < count; line++) {
    const lineFeed = bytes.indexOf(LINE_FEED, start);
    const end = lineFeed < 0 ? bytes.length : lineFeed;
    starts[line] = start;
    kinds[line] = recordKind(bytes, start, end);
    start = end + 1;
  }
  starts[count] = bytes.length;
  return { bytes, count, starts, kinds };
}

/** Where a line's text ends, before CR and LF. */
export function lineEnd({ bytes, starts }: PdbLines, line: number): number {
  let end = starts[line + 1];
  if (end > starts[line] && bytes[end - 1] === LINE_FEED) end--;
  if (end > starts[line] && bytes[end - 1] === CARRIAGE_RETURN) end--;
  return end;
}

function countLines(bytes: Buffer): number {
  let count = 0;
  let start = 0;
  while (start < bytes.length) {
    const lineFeed = bytes.indexOf(LINE_FEED, start);
    start = lineFeed < 0 ? bytes.length : lineFeed + 1;
    count++;
  }
  return count;
}

function recordKind(bytes: Buffer, start: number, end: number): number {
  const tag = capitals(bytes, start, end);
  const kind = KINDS.get(tag);
  if (kind === RecordKind.atom && isLetter(bytes[start + 4])) return RecordKind.other;
  if (kind !== undefined) return kind;
  return isLetter(tag & 0xff) ? RecordKind.other : (KINDS.get(tag & ~0xff) ?? RecordKind.other);
}

/** Four bytes as one integer, letters as capitals, blanks and what lies past `end` as zero. */
function capitals(bytes: Buffer, start: number, end: number): number {
  let tag = 0;
  for (let i = start; i < start + 4; i++) tag = (tag << 8) | (i < end ? bytes[i] & CAPITAL : 0);
  return tag;
}

function isLetter(byte: number): boolean {
  const capital = byte & CAPITAL;
  return capital >= 0x41 && capital <= 0x5a;
}
