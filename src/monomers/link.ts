import type { ChemComp, Dictionary, Link, LinkSide } from './chem-comp.js';

/** One end of a bond between residues, under library names. */
export interface LinkEnd {
  readonly comp: ChemComp;
  readonly atomName: string;
}

/** A library link and which end of the bond is on its side 1. */
export interface LinkMatch {
  readonly link: Link;
  /** True where the second end is on side 1. */
  readonly reversed: boolean;
}

/**
 * The library's links for a bond between two atoms: their bond joins atoms of these names, and the components fit their
 * sides. Links for these very components are preferred to those for their groups. Peptide links come in cis and trans,
 * glycosidic ones in alpha and beta, which only coordinates can tell: those that fit equally well are all given, in the
 * dictionary's order.
 */
export function matchLinks(dictionary: Dictionary, first: LinkEnd, second: LinkEnd): LinkMatch[] {
  const matches = dictionary.links().flatMap((link) => [
    { link, reversed: false, fit: fitOf(link, first, second) },
    { link, reversed: true, fit: fitOf(link, second, first) },
  ]);
  const best = Math.max(0, ...matches.map(({ fit }) => fit));
  return best === 0 ? [] : matches.filter(({ fit }) => fit === best);
}

/** 0 where the link does not fit, more the closer it speaks of these two components. */
function fitOf(link: Link, first: LinkEnd, second: LinkEnd): number {
  const joins = (bond: Link['bonds'][number]): boolean =>
    bond.atoms.every(({ side, name }) => name === (side === 1 ? first : second).atomName);
  if (!link.bonds.some(joins)) return 0;
  const sides = [sideFit(link.sides[0], first.comp), sideFit(link.sides[1], second.comp)];
  return Math.min(...sides) === 0 ? 0 : sides[0] + sides[1];
}

/** 0: does not fit; 1: anything goes; 2: a class of groups that the component's belongs to; 3: its group; 4: itself. */
function sideFit(side: LinkSide, comp: ChemComp): number {
  if (side.comp !== '') return side.comp === comp.id ? 4 : 0;
  if (side.group === '') return 1;
  if (side.group === comp.group) return 3;
  return groupIncludes(side.group, comp.group) ? 2 : 0;
}

/** `peptide`, which some links call `pept`, takes in P-peptide and M-peptide, `DNA/RNA` both of its parts. */
function groupIncludes(linkGroup: string, compGroup: string): boolean {
  if (linkGroup === 'peptide' || linkGroup === 'pept') return compGroup.endsWith('peptide');
  return linkGroup === 'DNA/RNA' && (compGroup === 'DNA' || compGroup === 'RNA');
}
