import { readModel } from '../../src/model/read-model.js';
import type { Model } from '../../src/model/model.js';
import { applyEdits } from '../../src/restraints/apply-edits.js';
import { buildRestraints } from '../../src/restraints/build-restraints.js';
import { parseEdits } from '../../src/restraints/parse-edits.js';
import type { ModelRestraints } from '../../src/restraints/restraints.js';
import { projectFile } from '../e2e/run.js';

/** Ubiquitin, as it comes from the file. */
export const ubiquitin = await readModel(projectFile('data/models/1ubq.pdb'));
/** Its restraints before any edits. */
export const plain = buildRestraints(ubiquitin);

/** Restraints after edits, which messages call e.yaml. */
export function edited(text: string, model = ubiquitin, restraints = plain): ModelRestraints {
  return applyEdits(model, restraints, parseEdits(text, 'e.yaml'));
}

/** Where an atom is, by its name and the number of its residue. */
export function site(model: Model, name: string, residue: number): number[] {
  const { atoms, residues, sitesCart } = model;
  const iSeq = atoms.name.findIndex(
    (own, i) => own === name && residues[atoms.residue[i]].number === residue,
  );
  return [...sitesCart.subarray(3 * iSeq, 3 * iSeq + 3)];
}

export const minus = (a: number[], b: number[]) => a.map((x, axis) => x - b[axis]);
