/**
 * Where an ATOM or HETATM record keeps what, as byte offsets from the start of the line; ends are exclusive. The
 * documented columns, which count from 1, are one higher: x in columns 31-38 is bytes 30 to 38.
 */
export const SERIAL = 6;
export const SERIAL_WIDTH = 5;
export const ATOM_NAME = 12;
export const ALTLOC = 16;
export const RESIDUE_NAME = 17;
/** Column 21 is blank, or the first of a chain id's two letters, or the fourth of a residue name. */
export const WIDE_CHAIN_ID = 20;
export const CHAIN_ID = 21;
export const RESIDUE_NUMBER = 22;
export const INSERTION_CODE = 26;
export const SITE = 30;
export const SITE_WIDTH = 8;
export const SITE_END = SITE + 3 * SITE_WIDTH;
export const OCCUPANCY = 54;
export const B_ISO = 60;
export const B_ISO_END = 66;
export const SEGMENT_ID = 72;
export const ELEMENT = 76;
export const CHARGE = 78;
export const RECORD_END = 80;
