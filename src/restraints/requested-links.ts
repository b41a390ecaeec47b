import { atomsAtPlace, formatAtomPlace, parseAtomPair, type AtomPlace } from '../model/atom-address.js';
import { GeominError } from '../errors.js';
import { residueLabel } from '../model/model.js';
import type { JoinedAtoms } from './joined-atoms.js';
import type { LinkMaker } from './link-maker.js';
import type { NamedModel } from './named-model.js';
import { pairsTogether, type AtomPair, type ResidueLink } from './residue-link.js';
import type { RestraintIssue } from './restraints.js';

/** Two atoms of the model that somebody named. */
interface NamedPair {
  readonly text: string;
  /** In their alternate locations. */
  readonly pairs: readonly AtomPair[];
}

/**
 * Marks what is not to be linked.
 *
 * @param refused addresses as {@link parseAtomPair} reads them
 * @throws GeominError `ARGUMENT` where an address cannot be read, or the model has no such atom
 */
export function refuseLinks(named: NamedModel, refused: readonly string[], joined: JoinedAtoms): NamedPair[] {
  const pairs = refused.map((text) => findPair(named, text));
  for (const each of pairs) joined.refuse(each.pairs[0]);
  return pairs;
}

/** A note for each refusal that refused nothing. */
export function idleRefusals(refused: readonly NamedPair[], joined: JoinedAtoms): RestraintIssue[] {
  return refused
    .filter(({ pairs }) => !joined.hasRefused(pairs[0]))
    .map(({ text, pairs }) => ({
      kind: 'note',
      message: `no link would have been made between ${text}: there is nothing to refuse`,
      iSeqs: pairs.flat(),
    }));
}

/**
 * The links that somebody asked for, whatever distance their atoms are at.
 *
 * @throws GeominError `ARGUMENT` where an address cannot be read, the model has no such atom, or no dictionary knows it
 */
export function requestedLinks(
  named: NamedModel,
  requests: readonly string[],
  maker: LinkMaker,
  joined: JoinedAtoms,
): ResidueLink[] {
  return requests.flatMap((text) => {
    const { pairs } = findPair(named, text);
    if (joined.has(pairs[0])) return [];
    const link = maker.make(pairs, { by: 'request', text: 'asked for' });
    if (!link) throw unknownEnd(named, text, pairs[0]);
    joined.addLink(link);
    return [link];
  });
}

function findPair(named: NamedModel, text: string): NamedPair {
  const places = parseAtomPair(text);
  const ends = places.map((place) => atomsAtPlace(named.model, place));
  const pairs = pairsTogether(named, ends[0], ends[1]);
  const { residue } = named.model.atoms;
  if (residue[ends[0][0]] === residue[ends[1][0]]) throw sameResidue(places);
  if (pairs.length > 0) return { text, pairs };
  throw new GeominError(
    'ARGUMENT',
    `${text}: these two atoms never stand together in one conformer`,
    'Name atoms of the same altloc.',
  );
}

function sameResidue(places: readonly AtomPlace[]): GeominError {
  return new GeominError(
    'ARGUMENT',
    `${places.map(formatAtomPlace).join(' - ')} are in one residue: a link joins two`,
    "Name atoms of two residues; bonds within one are its dictionary entry's.",
  );
}

function unknownEnd({ model, comps }: NamedModel, text: string, pair: AtomPair): GeominError {
  const unknown = pair.find((iSeq) => comps[model.atoms.residue[iSeq]] === undefined) ?? pair[0];
  return new GeominError(
    'ARGUMENT',
    `${model.source.name}: ${text} cannot be linked: no dictionary knows ${residueLabel(model.residues[model.atoms.residue[unknown]])}`,
    'Give a dictionary entry for it.',
  );
}
