import { isBlank, textField } from './fields.js';
import { decodeHybrid36 } from './hybrid36.js';
import * as column from './pdb-columns.js';
import type { ResidueIdentity } from './residue-table.js';

/** Residue names of force fields whose fourth letter stands in column 21, where other files have a wide chain id. */
const FOUR_LETTER_NAMES = new Set(
  (
    'TIP3 TIP4 TIP5 SPCE HEME CHL1 HISA HISB HISH LYSH CYSH ARGN ASPH GLUH ' +
    'DLPC DLPE DMPC DMPE DOPC DOPE DOPG DOPS DPPC DPPE DPPG DSPC POPC POPE POPG POPS POPI'
  ).split(' '),
);

/** What an atom record says about its residue. Its number is NaN where the file has none. */
export function residueIdentity(bytes: Buffer, start: number, end: number): ResidueIdentity {
  const wideName = textField(bytes, start + column.RESIDUE_NAME, start + column.CHAIN_ID);
  const isWide = FOUR_LETTER_NAMES.has(wideName.toUpperCase());
  const chainStart = start + (isWide ? column.CHAIN_ID : column.WIDE_CHAIN_ID);
  return {
    name: isWide ? wideName : textField(bytes, start + column.RESIDUE_NAME, start + column.WIDE_CHAIN_ID),
    chainId: textField(bytes, chainStart, start + column.RESIDUE_NUMBER),
    segmentId: segmentId(bytes, start, end),
    ...residuePlace(bytes, start + column.RESIDUE_NUMBER),
  };
}

/** Residue number (four columns, decimal or hybrid-36) and insertion code, from the number's first byte on. */
export function residuePlace(bytes: Buffer, start: number): { number: number; insertionCode: string } {
  const field = bytes.toString('latin1', start, start + 5);
  // Where numbers run over into the insertion code's column, that digit is part of the number.
  if (/^[1-9]\d{4}$/.test(field)) return { number: Number(field), insertionCode: '' };
  return { number: decodeHybrid36(field.slice(0, 4)), insertionCode: field.slice(4).trim() };
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

function segmentId(bytes: Buffer, start: number, end: number): string {
  if (end - start <= column.SEGMENT_ID || hasEntrySerial(bytes, start, end)) return '';
  return textField(bytes, start + column.SEGMENT_ID, Math.min(start + column.ELEMENT, end));
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function isBlankOrDigit(byte: number): boolean {
  return byte === 0x20 || isDigit(byte);
}
