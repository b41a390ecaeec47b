import { decimalField, isBlank, textField } from './fields.js';
import { decodeHybrid36 } from './hybrid36.js';
import * as column from './pdb-columns.js';
import type { GrowingResidue } from './residue-table.js';
import { WordTable } from './word-table.js';

const BLANK = 0x20;

/** Residue names of force fields whose fourth letter stands in column 21, where other files have a wide chain id. */
const FOUR_LETTER_NAMES = new Set(
  (
    'TIP3 TIP4 TIP5 SPCE HEME CHL1 ' +
    'DLPC DLPE DMPC DMPE DOPC DOPE DOPG DOPS DPPC DPPE DPPG DSPC POPC POPE POPG POPS POPI'
  ).split(' '),
);

/** GROMACS's protonation states, met without chain ids: `HIS` of a chain `A0` is none of them. */
const FOUR_LETTER_AMINO_ACIDS = new Set('HISA HISB HISH LYSH CYSH ARGN ASPH GLUH'.split(' '));

/** Reads what atom records say about residues. */
export class ResidueFields {
  private readonly names = new WordTable(3);
  /** For files in lower case: dictionaries know names in capitals. */
  private readonly capitalNames = new WordTable(3, (field) => field.trim().toUpperCase());
  /** Names of four letters, the last of them in column 21; `''` for what is none. */
  private readonly wideNames = new WordTable(4, (field) => knownName(field, FOUR_LETTER_NAMES));
  private readonly wideAminoAcids = new WordTable(4, (field) => knownName(field, FOUR_LETTER_AMINO_ACIDS));
  private readonly chainIds = new WordTable(2);
  /** Columns in which other programs keep other things: a number with a point is no segment id. */
  private readonly segmentIds = new WordTable(4, (field) => (field.includes('.') ? '' : field.trim()));

  /** The residue of the record at `start`, still without atoms. Its number is NaN where the record has none. */
  residueAt(bytes: Buffer, start: number, end: number): GrowingResidue {
    const nameStart = start + column.RESIDUE_NAME;
    const names = isLowerCase(bytes[start]) ? this.capitalNames : this.names;
    const wideName = this.wideNameAt(bytes, nameStart, end);
    const place = residuePlace(bytes, start + column.RESIDUE_NUMBER);
    return {
      name: wideName || names.at(bytes, nameStart, end),
      chainId: wideName
        ? textField(bytes, start + column.CHAIN_ID, start + column.RESIDUE_NUMBER)
        : this.chainIds.at(bytes, start + column.WIDE_CHAIN_ID, end),
      segmentId: this.segmentIdAt(bytes, start, end),
      number: place.number,
      insertionCode: place.insertionCode,
      iSeqs: [],
    };
  }

  private wideNameAt(bytes: Buffer, start: number, end: number): string {
    if (bytes[start + 3] === BLANK) return '';
    const hasChainId = bytes[start + column.CHAIN_ID - column.RESIDUE_NAME] !== BLANK;
    return (
      this.wideNames.at(bytes, start, end) || (hasChainId ? '' : this.wideAminoAcids.at(bytes, start, end))
    );
  }

  private segmentIdAt(bytes: Buffer, start: number, end: number): string {
    if (end - start <= column.SEGMENT_ID || hasEntrySerial(bytes, start, end)) return '';
    return this.segmentIds.at(bytes, start + column.SEGMENT_ID, end);
  }
}

function knownName(field: string, names: ReadonlySet<string>): string {
  const name = field.toUpperCase();
  return names.has(name) ? name : '';
}

/** Residue number (four columns, decimal or hybrid-36) and insertion code, from the number's first byte on. */
export function residuePlace(bytes: Buffer, start: number): { number: number; insertionCode: string } {
  const insertion = bytes[start + 4];
  // Where numbers run over into the insertion code's column, that digit is part of the number.
  const isWide = isDigit(insertion) && bytes[start] !== BLANK;
  const width = isWide ? 5 : 4;
  const decimal = decimalField(bytes, start, start + width);
  return {
    number: Number.isInteger(decimal)
      ? decimal
      : decodeHybrid36(bytes.toString('latin1', start, start + width)),
    insertionCode: isWide || insertion === BLANK ? '' : String.fromCharCode(insertion),
  };
}

/**
 * Files from before 1996 have the entry's id and the line's number in columns 73-80 of each line (`2HHB 206`,
 * `2HHBA  7`): a digit in column 80, neither a letter before it as an element nor a sign as a charge would have.
 */
export function hasEntrySerial(bytes: Buffer, start: number, end: number): boolean {
  if (end - start < column.RECORD_END || !isDigit(bytes[start + 79])) return false;
  const tens = bytes[start + column.CHARGE];
  const hundreds = bytes[start + column.CHARGE - 1];
  const isNumber = isBlankOrDigit(tens) && isBlankOrDigit(hundreds);
  return isNumber && !isBlank(bytes, start + column.SEGMENT_ID, start + column.ELEMENT);
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function isBlankOrDigit(byte: number): boolean {
  return byte === BLANK || isDigit(byte);
}

/** In a file that is all in lower case records are `atom`. */
export function isLowerCase(byte: number): boolean {
  return byte >= 0x61;
}
