import { residueLabel, type Chain, type Residue } from '../model/model.js';
import type { Dictionary, Link } from '../monomers/chem-comp.js';
import { conformersOf, findAtom, type NamedModel } from './named-model.js';
import { requiredLink, type ResidueLink } from './residue-link.js';
import type { RestraintIssue } from './restraints.js';
import { angleDifference, atomDistance, dihedralAngle } from './site-geometry.js';

/** Farther apart than this (Å), neighbours along a chain are not bonded: residues are missing between them. */
const LONGEST_POLYMER_BOND = 3;

/** An omega angle is cis where it is nearer to 0° than this. */
const CIS_BELOW = 45;

type PolymerKind = 'peptide' | 'nucleic';

/** The atoms that bond a residue to the next one. */
const BOND_ATOMS: Readonly<Record<PolymerKind, readonly [string, string]>> = {
  peptide: ['C', 'N'],
  nucleic: ["O3'", 'P'],
};

/** What a residue can be polymerized to; undefined for waters, ions and ligands. */
export function polymerKind(group: string | undefined): PolymerKind | undefined {
  if (group === undefined) return undefined;
  if (group.endsWith('peptide')) return 'peptide';
  return group === 'DNA' || group === 'RNA' || group === 'DNA/RNA' ? 'nucleic' : undefined;
}

/**
 * Peptide and phosphodiester bonds between neighbours along each chain. What decides is the distance, not the numbering;
 * a TER record ends a chain.
 *
 * @returns links in order of their first residues, and an issue for each gap in a chain
 */
export function polymerLinks(
  named: NamedModel,
  dictionary: Dictionary,
): { links: ResidueLink[]; gaps: RestraintIssue[] } {
  const links: ResidueLink[] = [];
  const gaps: RestraintIssue[] = [];
  for (const chain of named.model.chains) {
    const places = placesOf(named, chain);
    for (let i = 1; i < places.length; i++) {
      const pairs = places[i - 1].flatMap((first) =>
        places[i].map((second): [number, number] => [first, second]),
      );
      const joinable = pairs.filter(([first, second]) => sameKind(named, first, second));
      const joined = joinable.flatMap(
        ([first, second]) => polymerLink(named, dictionary, first, second) ?? [],
      );
      for (const link of joined) links.push(link);
      if (joined.length === 0 && joinable.length > 0) gaps.push(gapIssue(named, ...joinable[0]));
    }
  }
  return { links, gaps };
}

/** Indices of the polymer residues at each place along a chain: several at a place are microheterogeneity. */
function placesOf({ model: { residues }, comps }: NamedModel, { first, end }: Chain): number[][] {
  const places: number[][] = [];
  let before: Residue | undefined;
  for (let index = first; index < end; index++) {
    if (polymerKind(comps[index]?.group) === undefined) continue;
    const residue = residues[index];
    if (before && samePlace(residue, before)) places[places.length - 1].push(index);
    else places.push([index]);
    before = residue;
  }
  return places;
}

function samePlace(a: Residue, b: Residue): boolean {
  return a.number === b.number && a.insertionCode === b.insertionCode && a.segmentId === b.segmentId;
}

function sameKind({ comps }: NamedModel, first: number, second: number): boolean {
  const kind = polymerKind(comps[first]?.group);
  return kind !== undefined && kind === polymerKind(comps[second]?.group);
}

/**
 * The link that bonds two polymer residues of one kind.
 *
 * @param longest Å: farther apart, they are not linked
 * @returns undefined where their ends are not within reach of each other in any conformer
 */
export function polymerLink(
  named: NamedModel,
  dictionary: Dictionary,
  first: number,
  second: number,
  longest = LONGEST_POLYMER_BOND,
): ResidueLink | undefined {
  const kind = polymerKind(named.comps[first]?.group)!;
  const conformers = conformersOf(named, first, second).flatMap((altloc) => {
    const [i, j] = [
      findAtom(named, first, BOND_ATOMS[kind][0], altloc),
      findAtom(named, second, BOND_ATOMS[kind][1], altloc),
    ];
    if (i < 0 || j < 0 || atomDistance(named.model.sitesCart, i, j) >= longest) return [];
    const link =
      kind === 'nucleic'
        ? requiredLink(dictionary, 'p')
        : peptideLink(named, dictionary, first, second, altloc);
    return [{ altloc, link }];
  });
  return conformers.length === 0 ? undefined : { first, second, conformers };
}

/**
 * The residues that a bond between two atoms joins as a chain does, in the chain's direction.
 *
 * @returns undefined where the atoms are not the ends of polymer residues of one kind
 */
export function polymerBond(
  named: NamedModel,
  i: number,
  j: number,
): [first: number, second: number] | undefined {
  const { atoms } = named.model;
  const directions = [
    [i, j],
    [j, i],
  ];
  const forward = directions.find(([from, to]) => {
    const [first, second] = [atoms.residue[from], atoms.residue[to]];
    if (first === second || !sameKind(named, first, second)) return false;
    const [end, start] = BOND_ATOMS[polymerKind(named.comps[first]?.group)!];
    return named.atomNames[from] === end && named.atomNames[to] === start;
  });
  return forward && [atoms.residue[forward[0]], atoms.residue[forward[1]]];
}

/** Cis or trans as measured; trans where atoms are missing. */
function peptideLink(
  named: NamedModel,
  dictionary: Dictionary,
  first: number,
  second: number,
  altloc: string,
): Link {
  const atoms = [
    findAtom(named, first, 'CA', altloc),
    findAtom(named, first, 'C', altloc),
    findAtom(named, second, 'N', altloc),
    findAtom(named, second, 'CA', altloc),
  ];
  const omega = atoms.includes(-1) ? 180 : dihedralAngle(named.model.sitesCart, atoms);
  const form = Math.abs(angleDifference(omega, 0)) < CIS_BELOW ? 'CIS' : 'TRANS';
  return requiredLink(dictionary, peptidePrefix(named.comps[second]!.group) + form);
}

/** What the second residue's group puts before `CIS` and `TRANS` in the library's names of peptide links. */
function peptidePrefix(group: string): string {
  if (group === 'P-peptide') return 'P';
  return group === 'M-peptide' ? 'NM' : '';
}

function gapIssue(named: NamedModel, first: number, second: number): RestraintIssue {
  const { model, comps } = named;
  const names = BOND_ATOMS[polymerKind(comps[first]?.group)!];
  const [altloc] = conformersOf(named, first, second);
  const ends = [findAtom(named, first, names[0], altloc), findAtom(named, second, names[1], altloc)];
  const state = ends.includes(-1)
    ? `${names[ends.indexOf(-1)]} is missing`
    : `${names[0]} and ${names[1]} are ${atomDistance(model.sitesCart, ends[0], ends[1]).toFixed(1)} Å apart`;
  return {
    kind: 'not-linked',
    message: `${residueLabel(model.residues[first])} and ${residueLabel(model.residues[second])} are not linked: ${state}`,
    iSeqs: ends.filter((iSeq) => iSeq >= 0),
  };
}
