import { GeominError } from '../errors.js';
import { decimalField } from './fields.js';
import type { Model } from './model.js';
import { findModelBlocks } from './pdb-blocks.js';
import * as column from './pdb-columns.js';
import { indexLines, lineEnd, type PdbLines } from './pdb-lines.js';
import { requireFinite, siteLabel } from './site-errors.js';

/** A stretch of the source, `start <= i < end`, and what stands in its place. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Decimals of a coordinate where there is room for them, and the fewest that are worth writing. */
const DECIMALS = 3;
const FEWEST_DECIMALS = 2;
const LARGEST_IN_THOUSANDTHS = 9_999_999;
const LEAST_IN_THOUSANDTHS = -999_999;

/**
 * The file that the models came from with the models' coordinates in it: x, y, z of their atoms are patched where they
 * differ at the written precision, every other byte is as it was. Where a file has more models than are given, the
 * others are left out.
 *
 * @param models of one file
 * @throws GeominError `SITES` for a coordinate that is not finite, `MODEL` for one that its columns cannot hold
 */
export function formatPdb(models: readonly Model[]): Buffer {
  const { source } = models[0];
  const lines = indexLines(source.bytes);
  const bytes = Buffer.from(source.bytes);
  const edits = models.flatMap((model) => patchSites(bytes, lines, model));
  edits.push(...otherModels(lines, models));
  return edits.length === 0 ? bytes : edited(bytes, edits);
}

/** The bytes of the file that a model came from, without its other models. */
export function pdbSourceOf(model: Model): Buffer {
  const { bytes } = model.source;
  const edits = otherModels(indexLines(bytes), [model]);
  return edits.length === 0 ? Buffer.from(bytes) : edited(bytes, edits);
}

/** Patches in place; returns the edits that lengthen lines which were trimmed within z. */
function patchSites(bytes: Buffer, lines: PdbLines, model: Model): Edit[] {
  const longer: Edit[] = [];
  for (let iSeq = 0; iSeq < model.atomCount; iSeq++) {
    const siteStart = model.lineOffsets[iSeq] + column.SITE;
    const end = lineEnd(lines, model.atoms.line[iSeq] - 1);
    for (let axis = 0; axis < 3; axis++) {
      const start = siteStart + axis * column.SITE_WIDTH;
      const fieldEnd = start + column.SITE_WIDTH;
      const value = model.sitesCart[3 * iSeq + axis];
      const thousandths = Math.round(value * 1000);
      if (thousandths === Math.round(decimalField(bytes, start, Math.min(fieldEnd, end)) * 1000)) continue;
      if (end < fieldEnd) longer.push({ start, end, text: coordinateColumns(model, iSeq, axis) });
      else if (fitsThousandths(thousandths)) writeThousandths(bytes, fieldEnd, thousandths);
      else bytes.write(coordinateColumns(model, iSeq, axis), start, 'latin1');
    }
  }
  return longer;
}

/** False for NaN too. */
function fitsThousandths(thousandths: number): boolean {
  return thousandths >= LEAST_IN_THOUSANDTHS && thousandths <= LARGEST_IN_THOUSANDTHS;
}

/** Writes `%8.3f` so that it ends before `end`. */
function writeThousandths(bytes: Buffer, end: number, thousandths: number): void {
  const start = end - column.SITE_WIDTH;
  let rest = Math.abs(thousandths);
  let i = end - 1;
  for (let digits = 0; digits <= DECIMALS || rest > 0; digits++) {
    if (digits === DECIMALS) bytes[i--] = 0x2e;
    bytes[i--] = 0x30 + (rest % 10);
    rest = Math.trunc(rest / 10);
  }
  if (thousandths < 0) bytes[i--] = 0x2d;
  while (i >= start) bytes[i--] = 0x20;
}

/**
 * A coordinate in eight columns, with three decimals or, outside of -999.999 … 9999.999, with two.
 *
 * @throws GeominError `SITES` where it is not finite, `MODEL` where it does not fit
 */
export function coordinateColumns(model: Model, iSeq: number, axis: number): string {
  requireFinite(model, iSeq, axis);
  const value = model.sitesCart[3 * iSeq + axis];
  for (let decimals = DECIMALS; decimals >= FEWEST_DECIMALS; decimals--) {
    const text = value.toFixed(decimals).padStart(column.SITE_WIDTH);
    if (text.length === column.SITE_WIDTH && text.at(-decimals - 1) === '.') return text;
  }
  const remedy = 'Move the model nearer to the origin.';
  const what = `${siteLabel(model, iSeq, axis)} does not fit into the eight columns of the PDB format`;
  throw new GeominError('MODEL', what, remedy);
}

/** Edits that take out the models that are not given. */
function otherModels(lines: PdbLines, models: readonly Model[]): Edit[] {
  const firstLines = models.map((model) => model.atoms.line[0] - 1);
  return findModelBlocks(lines, models[0].source.name)
    .filter((block) => block.atomCount > 0)
    .filter(({ firstLine, endLine }) => !firstLines.some((line) => line >= firstLine && line < endLine))
    .map(({ firstLine, endLine }) => ({
      start: lines.starts[firstLine],
      end: lines.starts[endLine],
      text: '',
    }));
}

function edited(bytes: Buffer, edits: readonly Edit[]): Buffer {
  const parts: Buffer[] = [];
  let done = 0;
  for (const { start, end, text } of edits.toSorted((a, b) => a.start - b.start)) {
    parts.push(bytes.subarray(done, start), Buffer.from(text, 'latin1'));
    done = end;
  }
  parts.push(bytes.subarray(done));
  return Buffer.concat(parts);
}
