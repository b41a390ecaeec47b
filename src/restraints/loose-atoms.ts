import { atomLabel, residueLabel } from '../model/model.js';
import type { PreparedModel } from './prepare-residues.js';
import type { RestraintIssue } from './restraints.js';

/** Atoms that no template speaks of: those of unknown residues, and those that their component does not have. */
export function looseAtoms({ slots }: PreparedModel): number[] {
  const loose: number[] = [];
  slots.forEach((slot, iSeq) => {
    if (slot < 0) loose.push(iSeq);
  });
  return loose;
}

/** One issue for each loose atom of a residue that is known. */
export function looseIssues(model: PreparedModel, loose: readonly number[]): RestraintIssue[] {
  const { residues } = model.model;
  const open = new Map<number, number[]>();
  const issues: RestraintIssue[] = [];
  for (const iSeq of loose) {
    const index = model.model.atoms.residue[iSeq];
    if (model.prepared[index]?.comp.open) open.set(index, [...(open.get(index) ?? []), iSeq]);
    else if (model.prepared[index]) issues.push(looseAtomIssue(model, iSeq));
  }
  for (const [index, iSeqs] of open) {
    const names = iSeqs.map((iSeq) => model.model.atoms.name[iSeq]).join(' ');
    const message = `${residueLabel(residues[index])}: nobody knows what ${names} are; left unrestrained but for contacts`;
    issues.push({ kind: 'unknown-atom', message, iSeqs });
  }
  return issues;
}

/** A note for each residue with hydrogens that were counted off. */
export function countedIssues({ model, atomNames, counted }: PreparedModel): RestraintIssue[] {
  const byResidue = new Map<number, number[]>();
  for (const iSeq of counted) {
    const index = model.atoms.residue[iSeq];
    const known = byResidue.get(index);
    if (known) known.push(iSeq);
    else byResidue.set(index, [iSeq]);
  }
  return [...byResidue].map(([index, iSeqs]) => ({
    kind: 'note',
    message:
      `${residueLabel(model.residues[index])}: hydrogens ${iSeqs.map((iSeq) => model.atoms.name[iSeq]).join(' ')} ` +
      `are taken for ${iSeqs.map((iSeq) => atomNames[iSeq]).join(' ')}`,
    iSeqs,
  }));
}

function looseAtomIssue({ model, atomNames }: PreparedModel, iSeq: number): RestraintIssue {
  const reason =
    atomNames[iSeq] === '' ? 'its residue has no such atom' : "its residue's links leave no place for it";
  return {
    kind: 'unknown-atom',
    message: `${atomLabel(model, iSeq)}: ${reason}; left unrestrained but for contacts`,
    iSeqs: [iSeq],
  };
}
