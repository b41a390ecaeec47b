import { GeominError } from '../errors.js';
import { atomLabel, type Model } from './model.js';

const AXES = ['x', 'y', 'z'];

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
