import type { ChemComp, Dictionary, Link } from '../monomers/chem-comp.js';
import { conformersOf, findAtom, type NamedModel } from './named-model.js';
import { requiredLink, type LinkOrigin, type ResidueLink } from './residue-link.js';
import { angleDifference, atomDistance, dihedralAngle } from './site-geometry.js';

/** Farther apart than this (Å), neighbours along a chain are not bonded: residues are missing between them. */
const LONGEST_POLYMER_BOND = 3;

/** An omega angle is cis where it is nearer to 0° than this. */
const CIS_BELOW = 45;

export type PolymerKind = 'peptide' | 'nucleic';

/** The atoms that bond a residue to the next one. */
export const BOND_ATOMS: Readonly<Record<PolymerKind, readonly [string, string]>> = {
  peptide: ['C', 'N'],
  nucleic: ["O3'", 'P'],
};

/** Atoms of a backbone: what has them is a link of a chain, whatever group its dictionary puts it into. */
const BACKBONE: Readonly<Record<PolymerKind, readonly string[]>> = {
  peptide: ['N', 'CA', 'C', 'O'],
  nucleic: ['P', "O5'", "C4'", "C3'", "O3'"],
};

/** What a residue can be polymerized to; undefined for waters, ions and ligands. */
export function polymerKind(comp: ChemComp | undefined): PolymerKind | undefined {
  if (comp === undefined) return undefined;
  if (!kinds.has(comp)) kinds.set(comp, kindOf(comp));
  return kinds.get(comp);
}

const kinds = new WeakMap<ChemComp, PolymerKind | undefined>();

function kindOf({ group, atoms }: ChemComp): PolymerKind | undefined {
  if (group.endsWith('peptide')) return 'peptide';
  if (group === 'DNA' || group === 'RNA' || group === 'DNA/RNA') return 'nucleic';
  const names = new Set(atoms.map(({ name }) => name));
  return (['peptide', 'nucleic'] as const).find((kind) => BACKBONE[kind].every((name) => names.has(name)));
}

/** Whether two residues can follow each other in a chain. */
export function canFollow({ comps }: NamedModel, first: number, second: number): boolean {
  const kind = polymerKind(comps[first]);
  return kind !== undefined && kind === polymerKind(comps[second]);
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
  origin: LinkOrigin,
  longest = LONGEST_POLYMER_BOND,
): ResidueLink | undefined {
  const kind = polymerKind(named.comps[first])!;
  const linkAt = (altloc: string): Link =>
    kind === 'nucleic'
      ? requiredLink(dictionary, 'p')
      : peptideLink(named, dictionary, first, second, altloc);
  const conformers: { altloc: string; link: Link }[] = [];
  for (const altloc of conformersOf(named, first, second)) {
    const i = findAtom(named, first, BOND_ATOMS[kind][0], altloc);
    const j = findAtom(named, second, BOND_ATOMS[kind][1], altloc);
    const isNear = i >= 0 && j >= 0 && atomDistance(named.model.sitesCart, i, j) < longest;
    if (isNear) conformers.push({ altloc, link: linkAt(altloc) });
  }
  if (conformers.length > 0) return { first, second, conformers, origin };
  return nearButApart(named, kind, first, second, longest)
    ? {
        first,
        second,
        conformers: [{ altloc: named.altlocs[first][0], link: linkAt(named.altlocs[first][0]) }],
        origin,
        apart: true,
      }
    : undefined;
}

/** Whether two residues' ends are near each other, but never together in a conformer. */
function nearButApart(
  { model, atomNames, altlocs }: NamedModel,
  kind: PolymerKind,
  first: number,
  second: number,
  longest: number,
): boolean {
  if (altlocs[first].length === 0 || altlocs[second].length === 0) return false;
  const [tails, heads] = [first, second].map((index, k) =>
    model.residues[index].iSeqs.filter((iSeq) => atomNames[iSeq] === BOND_ATOMS[kind][k]),
  );
  return tails.some((i) => heads.some((j) => atomDistance(model.sitesCart, i, j) < longest));
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
    if (first === second || !canFollow(named, first, second)) return false;
    const [end, start] = BOND_ATOMS[polymerKind(named.comps[first])!];
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
