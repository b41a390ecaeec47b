import { GeominError } from '../errors.js';
import { atomLabel, type Model } from './model.js';

/** Up to here comparing all pairs of a residue's atoms is quicker than a table of them. */
const FEW_ATOMS = 32;

/**
 * Refuses a model in which a residue has two atoms of one name and altloc.
 *
 * @throws GeominError `MODEL`, naming both lines
 */
export function refuseDuplicates(model: Model): void {
  for (const { iSeqs } of model.residues) {
    const pair = iSeqs.length <= FEW_ATOMS ? pairAmongFew(model, iSeqs) : pairAmongMany(model, iSeqs);
    if (pair) throw duplicateError(model, ...pair);
  }
}

type Pair = [first: number, second: number];

function pairAmongFew({ atoms: { name, altloc } }: Model, iSeqs: readonly number[]): Pair | undefined {
  for (let second = 1; second < iSeqs.length; second++) {
    const j = iSeqs[second];
    for (let first = 0; first < second; first++) {
      const i = iSeqs[first];
      if (name[i] === name[j] && altloc[i] === altloc[j]) return [i, j];
    }
  }
  return undefined;
}

function pairAmongMany({ atoms: { name, altloc } }: Model, iSeqs: readonly number[]): Pair | undefined {
  const seen = new Map<string, number>();
  for (const j of iSeqs) {
    const key = `${name[j]}/${altloc[j]}`;
    const i = seen.get(key);
    if (i !== undefined) return [i, j];
    seen.set(key, j);
  }
  return undefined;
}

function duplicateError(model: Model, first: number, second: number): GeominError {
  const { line } = model.atoms;
  const { name, format } = model.source;
  const severalModels = format === 'pdb' ? 'MODEL records' : 'different numbers in pdbx_PDB_model_num';
  return new GeominError(
    'MODEL',
    `${name}:${line[second]}: ${atomLabel(model, second)}: the same atom is in line ${line[first]} already`,
    `Take one of them out, or tell them apart by chain id, residue number or altloc (several models need ${severalModels}).`,
  );
}
