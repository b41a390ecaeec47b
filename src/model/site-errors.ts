import { GeominError } from '../errors.js';
import { atomLabel, type Model } from './model.js';

const AXES = ['x', 'y', 'z'];

/** Å, 10 cm: beyond it the core takes no sites; they would have no digits left for bonds. */
const LARGEST_COORDINATE = 1e9;

/** Whether an atom can have a coordinate; NaN is none. */
export function isCoordinate(value: number): boolean {
  return Math.abs(value) <= LARGEST_COORDINATE;
}

/** What is wrong with the text of a coordinate, which is no number or lies too far away. */
export function coordinateFault(value: number, text: string): string {
  return Number.isNaN(value) ? `is no number: '${text}'` : `is more than 10 cm from the origin: '${text}'`;
}

/** How messages name a coordinate that is to be written: `model.pdb:12: CA ALA A 12: x = 1e6`. */
export function siteLabel(model: Model, iSeq: number, axis: number): string {
  const place = `${model.source.name}:${model.atoms.line[iSeq]}: ${atomLabel(model, iSeq)}`;
  return `${place}: ${AXES[axis]} = ${model.sitesCart[3 * iSeq + axis]}`;
}

/** @throws GeominError `SITES` for a coordinate that is not finite */
export function requireFinite(model: Model, iSeq: number, axis: number): void {
  if (Number.isFinite(model.sitesCart[3 * iSeq + axis])) return;
  const what = `${siteLabel(model, iSeq, axis)} is not a finite number`;
  throw new GeominError('SITES', what, 'Give the atom a finite coordinate.');
}
