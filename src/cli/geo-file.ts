import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { restraintListing, type ListedRestraint } from '../geometry/listing.js';
import type { Model } from '../model/model.js';
import { writeWhole } from '../model/whole-file.js';
import type { Restraints } from '../restraints/restraints.js';
import type { SnapshotOptions } from '../geometry/snapshot.js';
import { packageVersion } from './version.js';

/** A model whose restraints are listed, at its sites. */
export interface ListedModel {
  readonly model: Model;
  readonly restraints: Restraints;
}

const COLUMNS = 'model_number term residual z ideal model delta sigma weight details i_seqs atoms';

/** Bytes that are written at once. */
const PIECE = 1 << 16;

/**
 * Writes the listing of a file's models, gzipped if the path ends in `.gz`: lines of columns with tabs between them,
 * worst first in each term. It appears whole or not at all, and is never in memory as a whole.
 *
 * @throws GeominError `FILE` if it cannot be written
 */
export async function writeGeoFile(
  path: string,
  models: readonly ListedModel[],
  options: SnapshotOptions,
): Promise<void> {
  const pieces = Readable.from(inPieces(listingLines(models, options)));
  if (!path.toLowerCase().endsWith('.gz')) return writeWhole(path, pieces);
  // An error of either ends both, and reaches whoever reads from the latter.
  return writeWhole(
    path,
    pipeline(pieces, createGzip(), () => {}),
  );
}

function* listingLines(models: readonly ListedModel[], options: SnapshotOptions): Generator<string> {
  yield `# geomin ${packageVersion()}: every restraint, worst first in each term\n`;
  yield `${COLUMNS.replaceAll(' ', '\t')}\n`;
  for (const { model, restraints } of models) {
    yield `# ${model.source.name.replaceAll('\n', ' ')}, model ${model.modelNumber}: ${model.atomCount} atoms\n`;
    for (const restraint of restraintListing(model.sitesCart, restraints, options)) {
      yield `${model.modelNumber}\t${rowOf(restraint)}\n`;
    }
  }
}

function rowOf(restraint: ListedRestraint): string {
  const { term, residual, z, ideal, model, delta, sigma, weight, details, iSeqs, label } = restraint;
  return [
    term,
    residual === 0 ? '0' : residual.toPrecision(12),
    z === undefined ? '-' : z.toFixed(2),
    formatIdeal(ideal),
    // An angle that its atoms leave undefined.
    Number.isNaN(model) ? '-' : model.toFixed(6),
    delta.toFixed(6),
    // Infinite where the weight is 0.
    sigma === undefined || sigma === Infinity ? '-' : formatParameter(sigma),
    weight === undefined ? '-' : formatParameter(weight),
    detailsText(details),
    iSeqs.join(','),
    label,
  ].join('\t');
}

/** `periodicity=3 slack=0.1`, names in snake_case; `-` where there are none. */
function detailsText(details: ListedRestraint['details']): string {
  const entries = Object.entries(details).map(([name, value]: [string, number | readonly number[]]) => {
    const values = typeof value === 'number' ? [value] : value;
    const text = values.map((v) => significant(v, 6)).join(',');
    return `${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}=${text}`;
  });
  return entries.join(' ') || '-';
}

/** As many digits as there are to tell, and no more than these. */
function significant(value: number, digits: number): string {
  return String(Number(value.toPrecision(digits)));
}

/** Different values that a {@link remembered} format keeps. */
const MOST_REMEMBERED = 10_000;

/** A format for values that come again and again, as those from a library do: to write a number takes longer than to find it. */
function remembered(format: (value: number) => string): (value: number) => string {
  const texts = new Map<number, string>();
  return (value) => {
    let text = texts.get(value);
    if (text !== undefined) return text;
    if (texts.size === MOST_REMEMBERED) texts.clear();
    text = format(value);
    texts.set(value, text);
    return text;
  };
}

const formatIdeal = remembered((ideal) => ideal.toFixed(6));
const formatParameter = remembered((value) => significant(value, 6));

/** Lines as pieces of a size that is worth a write. */
function* inPieces(lines: Iterable<string>): Generator<Buffer> {
  let piece = '';
  for (const line of lines) {
    piece += line;
    if (piece.length < PIECE) continue;
    yield Buffer.from(piece);
    piece = '';
  }
  if (piece !== '') yield Buffer.from(piece);
}
