import type { Link, LinkAtom } from '../monomers/chem-comp.js';
import type { NamedModel } from './named-model.js';
import { BOND_ATOMS, polymerKind, type PolymerKind } from './polymer-bond.js';
import type { ResidueLink } from './residue-link.js';

/** i_seqs of the atoms that could be bonded to a next or a previous residue of a chain, and are not. */
export interface OpenEnds {
  /** C or O3'. */
  readonly tails: number[];
  /** N or P. */
  readonly heads: number[];
}

/** The open ends of peptides, and those of nucleic acids. */
export function openEnds(named: NamedModel, links: readonly ResidueLink[]): OpenEnds[] {
  const taken = takenEnds(links);
  const ends: Record<PolymerKind, OpenEnds> = {
    peptide: { tails: [], heads: [] },
    nucleic: { tails: [], heads: [] },
  };
  named.model.residues.forEach(({ iSeqs }, index) => {
    const kind = polymerKind(named.comps[index]);
    if (kind === undefined || (taken.tails.has(index) && taken.heads.has(index))) return;
    const [tail, head] = BOND_ATOMS[kind];
    for (const iSeq of iSeqs) {
      const name = named.atomNames[iSeq];
      if (name === tail && !taken.tails.has(index)) ends[kind].tails.push(iSeq);
      else if (name === head && !taken.heads.has(index)) ends[kind].heads.push(iSeq);
    }
  });
  return [ends.peptide, ends.nucleic];
}

const TAILS = new Set(Object.values(BOND_ATOMS).map(([tail]) => tail));
const HEADS = new Set(Object.values(BOND_ATOMS).map(([, head]) => head));

/** Residues whose ends are bonded. */
export function takenEnds(links: readonly ResidueLink[]): { tails: Set<number>; heads: Set<number> } {
  const tails = new Set<number>();
  const heads = new Set<number>();
  for (const { first, second, conformers } of links) {
    for (const { link } of conformers) {
      const ends = bondedEnds(link);
      for (const side of ends.tails) tails.add(side === 1 ? first : second);
      for (const side of ends.heads) heads.add(side === 1 ? first : second);
    }
  }
  return { tails, heads };
}

/** The sides of a link of which it bonds the tail, and those of which it bonds the head; looked at once for each link. */
function bondedEnds(link: Link): BondedEnds {
  let ends = bondedEndsOf.get(link);
  if (!ends) {
    const atoms = link.bonds.flatMap((bond) => bond.atoms);
    const sidesOf = (names: ReadonlySet<string>): LinkAtom['side'][] =>
      atoms.filter(({ name }) => names.has(name)).map(({ side }) => side);
    bondedEndsOf.set(link, (ends = { tails: sidesOf(TAILS), heads: sidesOf(HEADS) }));
  }
  return ends;
}

interface BondedEnds {
  readonly tails: readonly LinkAtom['side'][];
  readonly heads: readonly LinkAtom['side'][];
}

const bondedEndsOf = new WeakMap<Link, BondedEnds>();
