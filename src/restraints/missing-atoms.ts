import { residueLabel } from '../model/model.js';
import { isHydrogen } from './elements.js';
import { polymerKind } from './polymer-links.js';
import type { PreparedModel } from './prepare-residues.js';
import type { RestraintIssue } from './restraints.js';

/** Atoms that a chain's ends often lack, and that nobody misses. */
const OPTIONAL_ATOMS = {
  peptide: new Set(['OXT']),
  nucleic: new Set(['P', 'OP1', 'OP2', 'OP3']),
};

/** A note for each residue that lacks heavy atoms which its component, as its links leave it, has. */
export function missingAtoms({ model, comps, prepared, atomNames }: PreparedModel): RestraintIssue[] {
  return model.residues.flatMap((residue, index): RestraintIssue[] => {
    const comp = prepared[index]?.comp;
    if (!comp) return [];
    const kind = polymerKind(comps[index]?.group);
    const present = new Set(residue.iSeqs.map((iSeq) => atomNames[iSeq]));
    const missing = comp.atoms
      .filter(({ name, element }) => !isHydrogen(element) && !present.has(name))
      .filter(({ name }) => kind === undefined || !OPTIONAL_ATOMS[kind].has(name))
      .map(({ name }) => name);
    if (missing.length === 0) return [];
    const message = `${residueLabel(residue)} lacks ${missing.join(' ')}; restrained is what is there`;
    return [{ kind: 'missing-atom', message, iSeqs: residue.iSeqs }];
  });
}
