import { GeominError } from '../errors.js';
import type { Model } from './model.js';

/** An atom as somebody names it: `A/142(HIS)/NE2:B`. */
export interface AtomPlace {
  /** `''` for the chain without a name. */
  readonly chainId: string;
  readonly number: number;
  readonly insertionCode: string;
  /** Needed only where a place holds two residues; undefined for whichever is there. */
  readonly residueName?: string;
  readonly atomName: string;
  /** `''`: the atom in each of its alternate locations. */
  readonly altloc: string;
}

const ADDRESS = /^([^/\s]*)\/(-?\d+)([A-Za-z]?)(?:\(([^()\s]+)\))?\/([^/:\s]+)(?::(\S))?$/;

const REMEDY =
  'Write chain/residue/atom for each end, as in "A/27/SG - A/84/SG"; insertion code, residue name and altloc where they are ' +
  'needed: "A/27B(CYS)/SG:A".';

/**
 * Reads two atoms and the dash between them: `A/142/NE2 - A/200/FE`. Blanks around the dash tell it from a minus sign.
 *
 * @throws GeominError `ARGUMENT` where the text is no such pair
 */
export function parseAtomPair(text: string): [AtomPlace, AtomPlace] {
  const parts = text.trim().split(/\s+-\s+/);
  const places = parts.map(parseAtomPlace);
  if (places.length === 2 && places[0] && places[1]) return [places[0], places[1]];
  const fault = places.includes(undefined) ? parts[places.indexOf(undefined)] : text;
  throw new GeominError(
    'ARGUMENT',
    `"${fault}" does not name ${places.length === 2 ? 'an atom' : 'two atoms'}.`,
    REMEDY,
  );
}

function parseAtomPlace(text: string): AtomPlace | undefined {
  const match = ADDRESS.exec(text);
  if (!match) return undefined;
  const [, chainId, number, insertionCode, residueName, atomName, altloc = ''] = match;
  return { chainId, number: Number(number), insertionCode, residueName, atomName, altloc };
}

/** The address of one of a model's atoms. */
export function atomPlace({ atoms, residues }: Model, iSeq: number): AtomPlace {
  const { chainId, number, insertionCode } = residues[atoms.residue[iSeq]];
  return { chainId, number, insertionCode, atomName: atoms.name[iSeq], altloc: atoms.altloc[iSeq] };
}

/** An address as it is written, in the form that {@link parseAtomPair} reads. */
export function formatAtomPlace(place: AtomPlace): string {
  const { chainId, number, insertionCode, residueName, atomName, altloc } = place;
  const name = residueName === undefined ? '' : `(${residueName})`;
  return `${chainId}/${number}${insertionCode}${name}/${atomName}${altloc && `:${altloc}`}`;
}

/**
 * The atoms of one residue that an address names: one for each of their alternate locations.
 *
 * @throws GeominError `ARGUMENT` where the model has none
 */
export function atomsAtPlace({ residues, atoms, source }: Model, place: AtomPlace): number[] {
  const found = residues
    .filter(
      ({ chainId, number, insertionCode, name }) =>
        chainId === place.chainId &&
        number === place.number &&
        insertionCode === place.insertionCode &&
        (place.residueName === undefined || name === place.residueName),
    )
    .map(({ iSeqs }) =>
      iSeqs.filter(
        (iSeq) =>
          atoms.name[iSeq] === place.atomName && (place.altloc === '' || atoms.altloc[iSeq] === place.altloc),
      ),
    )
    .find((iSeqs) => iSeqs.length > 0);
  if (found) return found;
  throw new GeominError(
    'ARGUMENT',
    `${source.name}: there is no atom ${formatAtomPlace(place)}`,
    'Name chain, residue and atom as the file does; the chain that has no name is "": "/12/SG".',
  );
}
