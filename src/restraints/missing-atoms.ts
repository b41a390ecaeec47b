import { isHydrogen } from '../model/element.js';
import { residueLabel } from '../model/model.js';
import { polymerKind } from './polymer-bond.js';
import type { PreparedComp } from './prepared-comp.js';
import type { PreparedModel } from './prepare-residues.js';
import type { RestraintIssue } from './restraints.js';

/** Atoms that a chain's ends often lack, and that nobody misses. */
const OPTIONAL_ATOMS = {
  peptide: new Set(['OXT']),
  nucleic: new Set(['P', 'OP1', 'OP2', 'OP3']),
};

/**
 * A note for each residue that lacks heavy atoms which its component, as its links leave it, has.
 *
 * @param known residues of which it is known already
 */
export function missingAtoms(
  { model, prepared, slots }: PreparedModel,
  known: ReadonlySet<number>,
): RestraintIssue[] {
  const issues: RestraintIssue[] = [];
  const expected = new Map<PreparedComp, readonly number[]>();
  const residueOf: number[] = [];
  prepared.forEach((comp, index) => {
    if (!comp || comp.comp.open || known.has(index)) return;
    let wanted = expected.get(comp);
    if (!wanted) expected.set(comp, (wanted = expectedSlots(comp)));
    const residue = model.residues[index];
    for (const iSeq of residue.iSeqs) residueOf[slots[iSeq]] = index;
    if (wanted.every((slot) => residueOf[slot] === index)) return;
    const missing = wanted
      .filter((slot) => residueOf[slot] !== index)
      .map((slot) => comp.comp.atoms[slot].name);
    const message = `${residueLabel(residue)} lacks ${missing.join(' ')}; what is there is restrained`;
    issues.push({ kind: 'missing-atom', message, iSeqs: residue.iSeqs });
  });
  return issues;
}

function expectedSlots({ comp }: PreparedComp): number[] {
  const kind = polymerKind(comp);
  return comp.atoms.flatMap(({ name, element }, slot) =>
    isHydrogen(element) || (kind && OPTIONAL_ATOMS[kind].has(name)) ? [] : [slot],
  );
}
