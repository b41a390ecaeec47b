import type { ChemComp, Dictionary } from './chem-comp.js';

/** Names for a residue of a chain that nobody could identify, and the known one whose part they are held to. */
const UNKNOWN_MONOMERS: Readonly<Record<string, string>> = { UNK: 'ALA', N: 'C', DN: 'DC' };

/** Atoms of a nucleotide that do not depend on its base. */
const BACKBONE_ATOM = /^(P|OP\d|HOP\d)$|'/;

/**
 * An unknown residue of a chain: an amino acid up to CB, or a nucleotide without its base. What else a model has of it is
 * there, but not restrained.
 *
 * @returns undefined for any other name
 */
export function unknownMonomer(dictionary: Dictionary, name: string): ChemComp | undefined {
  const known = Object.hasOwn(UNKNOWN_MONOMERS, name) ? dictionary.comp(UNKNOWN_MONOMERS[name]) : undefined;
  if (!known) return undefined;
  let variants = made.get(known);
  if (!variants) made.set(known, (variants = new Map<string, ChemComp>()));
  let comp = variants.get(name);
  if (!comp)
    variants.set(name, (comp = { ...(name === 'UNK' ? known : withoutBase(known)), id: name, open: true }));
  return comp;
}

const made = new WeakMap<ChemComp, Map<string, ChemComp>>();

function withoutBase(comp: ChemComp): ChemComp {
  const isKept = (name: string): boolean => BACKBONE_ATOM.test(name);
  const kept = <R extends { readonly atoms: readonly string[] }>(restraints: readonly R[]): R[] =>
    restraints.filter(({ atoms }) => atoms.every(isKept));
  return {
    ...comp,
    atoms: comp.atoms.filter(({ name }) => isKept(name)),
    bonds: kept(comp.bonds),
    angles: kept(comp.angles),
    torsions: kept(comp.torsions),
    chiralities: kept(comp.chiralities),
    planes: kept(comp.planes),
  };
}
