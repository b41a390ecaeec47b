import type { Dictionary, Link } from '../monomers/chem-comp.js';
import { isMetal } from '../model/metals.js';
import { metalDistance, type BondLength, type DonorClass } from './metal-distances.js';
import type { NamedModel } from './named-model.js';
import { polymerKind } from './polymer-bond.js';
import type { AtomPair } from './residue-link.js';

/** Atoms of amino acids that coordinate metals, by what they are to them. */
const DONORS: Readonly<Record<string, Readonly<Record<string, DonorClass>>>> = {
  ASP: { OD1: 'carboxylate', OD2: 'carboxylate' },
  GLU: { OE1: 'carboxylate', OE2: 'carboxylate' },
  ASN: { OD1: 'carbonyl' },
  GLN: { OE1: 'carbonyl' },
  SER: { OG: 'hydroxyl' },
  THR: { OG1: 'hydroxyl' },
  TYR: { OH: 'phenol' },
  HIS: { ND1: 'imidazole', NE2: 'imidazole' },
  CYS: { SG: 'thiolate' },
  MET: { SD: 'thiolate' },
};

/** Atoms of nucleotides that coordinate metals. */
const NUCLEOTIDE_DONORS = new Set(['OP1', 'OP2', 'OP3', 'O2', "O2'", 'O4', 'O6', 'N7']);

const DONOR_ELEMENTS = new Set(['N', 'O', 'S', 'SE']);

/** The pair with its metal first; undefined where not exactly one of the two is one. */
export function metalFirst({ model: { atoms } }: NamedModel, [i, j]: AtomPair): AtomPair | undefined {
  const [first, second] = [isMetal(atoms.element[i]), isMetal(atoms.element[j])];
  if (first === second) return undefined;
  return first ? [i, j] : [j, i];
}

/**
 * Whether an atom has a lone pair for a metal, as far as its name and element tell. Of amino acids and nucleotides only
 * known donors count, not the nitrogens of amides and guanidinium groups.
 */
export function canCoordinate(named: NamedModel, iSeq: number): boolean {
  const { model, comps, atomNames } = named;
  if (!DONOR_ELEMENTS.has(model.atoms.element[iSeq])) return false;
  const comp = comps[model.atoms.residue[iSeq]];
  const kind = polymerKind(comp);
  if (kind === undefined) return true;
  if (kind === 'nucleic') return NUCLEOTIDE_DONORS.has(atomNames[iSeq]);
  if (comp && !(comp.id in DONORS) && model.atoms.element[iSeq] !== 'N') return true;
  return donorClass(named, iSeq) !== undefined;
}

/** What a donor atom is to a metal; undefined where surveys don't say. */
export function donorClass({ model, comps, atomNames }: NamedModel, iSeq: number): DonorClass | undefined {
  const comp = comps[model.atoms.residue[iSeq]];
  if (comp?.id === 'HOH') return 'water';
  if (polymerKind(comp) !== 'peptide') return undefined;
  const name = atomNames[iSeq];
  if (name === 'O') return 'carbonyl';
  return name === 'OXT' ? 'carboxylate' : DONORS[comp!.id]?.[name];
}

/** How far a donor should be from a metal. */
export function donorDistance(named: NamedModel, [metal, donor]: AtomPair): BondLength {
  const { element } = named.model.atoms;
  return metalDistance(element[metal], element[donor], donorClass(named, donor));
}

/**
 * The link of a metal and a donor that no library link is for. Where the library has one for another metal and the same
 * donor (zinc or iron and CYS or HIS), that lends its angles and modifications; of the same metal, as in a haem, its length
 * too.
 *
 * @param pair the metal first
 */
export function metalLink(named: NamedModel, dictionary: Dictionary, pair: AtomPair): Link {
  const [metal, donor] = pair;
  const { model, atomNames, comps } = named;
  const element = model.atoms.element[metal];
  const donorComp = comps[model.atoms.residue[donor]]?.id ?? '';
  const bond = (id: string): Link | undefined =>
    libraryMetalLink(dictionary, id, donorComp, atomNames[donor]);
  const own = bond(element);
  const similar = own ?? bond('ZN');
  const { ideal, esd, source } = donorDistance(named, pair);
  const id = `${element}-${atomNames[donor]}`;
  if (similar) {
    const renamed = withMetal(similar, atomNames[metal]);
    if (own) return { ...renamed, source: `link ${own.id}` };
    return { ...renamed, id, source, bonds: renamed.bonds.map(({ atoms }) => ({ atoms, ideal, esd })) };
  }
  const atoms = [
    { side: 1 as const, name: atomNames[metal] },
    { side: 2 as const, name: atomNames[donor] },
  ];
  return { id, sides: [ANY, ANY], bonds: [{ atoms, ideal, esd }], ...NOTHING_ELSE, source };
}

const ANY = { comp: '', modification: '', group: '' };
const NOTHING_ELSE = { angles: [], torsions: [], chiralities: [], planes: [] };

/** The library's link of a bare metal ion, on its side 1, and an atom of a component. */
function libraryMetalLink(
  dictionary: Dictionary,
  metal: string,
  donorComp: string,
  donor: string,
): Link | undefined {
  return dictionary
    .links()
    .find(
      ({ sides, bonds }) =>
        sides[0].comp === metal &&
        sides[1].comp === donorComp &&
        bonds.length === 1 &&
        bonds[0].atoms.some(({ side, name }) => side === 2 && name === donor),
    );
}

/** The same link with another atom for its metal. */
function withMetal(link: Link, name: string): Link {
  const renamed = <R extends { readonly atoms: Link['bonds'][number]['atoms'] }>(
    restraints: readonly R[],
  ): R[] =>
    restraints.map((restraint) => ({
      ...restraint,
      atoms: restraint.atoms.map((atom) => (atom.side === 1 ? { side: 1 as const, name } : atom)),
    }));
  return {
    ...link,
    bonds: renamed(link.bonds),
    angles: renamed(link.angles),
    torsions: renamed(link.torsions),
  };
}
