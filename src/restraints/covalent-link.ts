import { isHydrogen } from '../model/element.js';
import type { ChemComp, Link, LinkAtom } from '../monomers/chem-comp.js';
import { covalentRadius } from './covalent-radii.js';
import type { BondLength } from './metal-distances.js';
import type { NamedModel } from './named-model.js';
import type { AtomPair } from './residue-link.js';

/** Å: a length that a record states counts where it is so near to the sum of covalent radii. */
const CREDIBLE = 0.25;

/** Å, degrees. */
const BOND_ESD = 0.03;
const ANGLE_ESD = 5;

/** Angles (degrees) at an atom with but one neighbour of its own, by element: thioethers, ethers and esters, amines. */
const AT_END: Readonly<Record<string, number>> = { S: 103, SE: 98, O: 117, N: 118 };
const TETRAHEDRAL = 109.5;
const TRIGONAL = 120;

/**
 * The link of two atoms for which the library has none: their bond, and the angles at both of them, as loose as a guess has
 * to be. The bond is as long as its record says, if that is credible, else the sum of covalent radii.
 *
 * @param stated Å, the length that a record has
 */
export function covalentLink(named: NamedModel, pair: AtomPair, stated: number | undefined): Link {
  const [first, second] = pair.map((iSeq, k) => endOf(named, iSeq, k === 0 ? 1 : 2));
  const { ideal, esd, source } = covalentLength(first.element, second.element, stated);
  return {
    id: `${first.atom.name}-${second.atom.name}`,
    sides: [ANY, ANY],
    bonds: [{ atoms: [first.atom, second.atom], ideal, esd }],
    angles: [...anglesAt(first, second.atom), ...anglesAt(second, first.atom)],
    torsions: [],
    chiralities: [],
    planes: [],
    source,
  };
}

const ANY = { comp: '', modification: '', group: '' };

function covalentLength(first: string, second: string, stated: number | undefined): BondLength {
  const sum = covalentRadius(first) + covalentRadius(second);
  if (stated !== undefined && Math.abs(stated - sum) < CREDIBLE)
    return { ideal: stated, esd: BOND_ESD, source: 'length in the record' };
  return { ideal: Math.round(100 * sum) / 100, esd: BOND_ESD, source: 'covalent radii' };
}

interface End {
  readonly atom: LinkAtom;
  readonly element: string;
  /** Its heavy neighbours in its own component. */
  readonly neighbours: readonly string[];
  /** Of the angles at it in its own component, the average; undefined where there is none. */
  readonly angle: number | undefined;
}

function endOf({ model, comps, atomNames }: NamedModel, iSeq: number, side: 1 | 2): End {
  const name = atomNames[iSeq];
  const comp = comps[model.atoms.residue[iSeq]]!;
  const heavy = new Set(comp.atoms.filter(({ element }) => !isHydrogen(element)).map((atom) => atom.name));
  const angles = comp.angles.filter(
    ({ atoms }) => atoms[1] === name && heavy.has(atoms[0]) && heavy.has(atoms[2]),
  );
  return {
    atom: { side, name },
    element: model.atoms.element[iSeq],
    neighbours: neighboursOf(comp, name).filter((neighbour) => heavy.has(neighbour)),
    angle:
      angles.length === 0 ? undefined : angles.reduce((sum, { ideal }) => sum + ideal, 0) / angles.length,
  };
}

function neighboursOf({ bonds }: ChemComp, name: string): string[] {
  return bonds.flatMap(({ atoms: [a, b] }) => (a === name ? [b] : b === name ? [a] : []));
}

/** Angles between the bond and those that an end has; none at an atom that has three already: they may be in a plane. */
function anglesAt({ atom, element, neighbours, angle }: End, other: LinkAtom): Link['angles'][number][] {
  if (neighbours.length > 2) return [];
  const flat = angle !== undefined && angle > (TETRAHEDRAL + TRIGONAL) / 2;
  const ideal = neighbours.length === 1 ? (AT_END[element] ?? TETRAHEDRAL) : flat ? TRIGONAL : TETRAHEDRAL;
  return neighbours.map((name) => ({
    atoms: [{ side: atom.side, name }, atom, other],
    ideal,
    esd: ANGLE_ESD,
  }));
}
