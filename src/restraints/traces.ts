import { findAtom, type NamedModel } from './named-model.js';
import { polymerKind } from './polymer-bond.js';
import type { AtomPair } from './residue-link.js';
import type { RestraintIssue } from './restraints.js';

/** The atom that stands for a whole residue in the trace of a chain. */
const TRACE_ATOMS = { peptide: 'CA', nucleic: 'P' } as const;

/**
 * A step of a trace: neighbours along a chain of which the model has nothing but CA, or nothing but P.
 *
 * @returns the i_seqs of the two atoms; undefined where either residue has others too
 */
export function traceStep(named: NamedModel, first: number, second: number): AtomPair | undefined {
  const [i, j] = [traceAtom(named, first), traceAtom(named, second)];
  return i < 0 || j < 0 ? undefined : [i, j];
}

function traceAtom(named: NamedModel, residue: number): number {
  const kind = polymerKind(named.comps[residue]);
  if (kind === undefined || named.model.residues[residue].iSeqs.length > 1) return -1;
  return findAtom(named, residue, TRACE_ATOMS[kind], '');
}

/** Indices of the residues that traces consist of. */
export function tracedResidues({ model }: NamedModel, steps: readonly AtomPair[]): ReadonlySet<number> {
  return new Set(steps.flat().map((iSeq) => model.atoms.residue[iSeq]));
}

/** One issue for the traces of each chain. */
export function traceIssues(named: NamedModel, steps: readonly AtomPair[]): RestraintIssue[] {
  const { residues, atoms } = named.model;
  const chains = new Map<string, number[]>();
  for (const iSeq of new Set(steps.flat())) {
    const label = `${residues[atoms.residue[iSeq]].chainId} ${named.atomNames[iSeq]}`;
    const known = chains.get(label);
    if (known) known.push(iSeq);
    else chains.set(label, [iSeq]);
  }
  return [...chains].map(([label, iSeqs]) => {
    const [chainId, name] = label.split(' ');
    const chain = chainId === '' ? '' : `chain ${chainId}: `;
    const message =
      `${chain}${iSeqs.length} residues have nothing but ${name}: ` +
      'no restraints hold them, and neighbours do not repel each other';
    return { kind: 'missing-atom', message, iSeqs };
  });
}
