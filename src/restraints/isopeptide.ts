import type { Dictionary, Link } from '../monomers/chem-comp.js';
import type { DirectedLink } from './library-link.js';
import type { NamedModel } from './named-model.js';
import type { AtomPair } from './residue-link.js';

/** Side chains that lysine's NZ makes an amide with: their carbon, and what the library's asparagine calls its parts. */
const ACIDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ASP: { CG: 'CG', OD1: 'OD1', CB: 'CB' },
  ASN: { CG: 'CG', OD1: 'OD1', CB: 'CB' },
  GLU: { CG: 'CD', OD1: 'OE1', CB: 'CG' },
  GLN: { CG: 'CD', OD1: 'OE1', CB: 'CG' },
};

/** Carbons of side chains that can be the acid of an isopeptide bond. */
export function isAcidCarbon({ model, comps, atomNames }: NamedModel, iSeq: number): boolean {
  return ACIDS[comps[model.atoms.residue[iSeq]]?.id ?? '']?.CG === atomNames[iSeq];
}

export function isLysineNitrogen({ model, comps, atomNames }: NamedModel, iSeq: number): boolean {
  return atomNames[iSeq] === 'NZ' && comps[model.atoms.residue[iSeq]]?.id === 'LYS';
}

/**
 * An amide between a lysine and an acid's side chain. The library has that of asparagine, LYS-ASN; those of aspartate,
 * glutamate and glutamine are the same but for the atoms' names.
 */
export function isopeptideLink(
  named: NamedModel,
  dictionary: Dictionary,
  pair: AtomPair,
): DirectedLink | undefined {
  const nitrogen = pair.find((iSeq) => isLysineNitrogen(named, iSeq));
  const carbon = pair.find((iSeq) => isAcidCarbon(named, iSeq));
  const model = dictionary.link('LYS-ASN');
  if (nitrogen === undefined || carbon === undefined || !model) return undefined;
  const acid = named.comps[named.model.atoms.residue[carbon]]!.id;
  const names = ACIDS[acid];
  if (acid === 'ASN') return { link: model, pair: [nitrogen, carbon] };
  return {
    link: { ...renamed(model, names), id: `LYS-${acid}`, source: 'link LYS-ASN' },
    pair: [nitrogen, carbon],
  };
}

/** The link with the atoms of its side 2 renamed. The modification of that side stays with asparagine. */
function renamed(link: Link, names: Readonly<Record<string, string>>): Link {
  const each = <R extends { readonly atoms: Link['bonds'][number]['atoms'] }>(
    restraints: readonly R[],
  ): R[] =>
    restraints.map((restraint) => ({
      ...restraint,
      atoms: restraint.atoms.map(({ side, name }) => ({
        side,
        name: side === 2 ? (names[name] ?? name) : name,
      })),
    }));
  const [lysine] = link.sides;
  return {
    ...link,
    sides: [lysine, { comp: '', modification: '', group: '' }],
    bonds: each(link.bonds),
    angles: each(link.angles),
    torsions: each(link.torsions),
    planes: each(link.planes),
  };
}
