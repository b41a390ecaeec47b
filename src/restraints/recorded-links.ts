import type { AtomAddress, Connection } from '../model/model.js';
import type { JoinedAtoms } from './joined-atoms.js';
import type { LinkMaker } from './link-maker.js';
import type { NamedModel } from './named-model.js';
import { pairsTogether, type AtomPair, type ResidueLink } from './residue-link.js';
import type { RestraintIssue } from './restraints.js';
import { atomDistance } from './site-geometry.js';

/** A recorded bond that is longer than this (Å) is taken for a stale record. */
export const LONGEST_RECORDED = 5;

/** What the file's records say of bonds between residues. */
export interface RecordedLinks {
  readonly links: ResidueLink[];
  /** Atoms that are bonded, though no link restrains them: they shall not repel each other. */
  readonly unrestrained: AtomPair[];
  readonly issues: RestraintIssue[];
}

/** @param joined knows links along the chains: a record that repeats one of them says nothing new */
export function recordedLinks(named: NamedModel, maker: LinkMaker, joined: JoinedAtoms): RecordedLinks {
  const result: RecordedLinks = { links: [], unrestrained: [], issues: [] };
  const { connections } = named.model;
  if (connections.length === 0) return result;
  const places = residuesByPlace(named);
  for (const connection of connections) {
    const ends = [connection.from, connection.to].map((address) => atomsAt(named, places, address));
    const together = pairsTogether(named, ends[0], ends[1]);
    const near = together.filter((pair) => atomDistance(named.model.sitesCart, ...pair) <= LONGEST_RECORDED);
    const pairs = near.length > 0 ? near : together;
    const obstacle = obstacleTo(named, connection, ends, pairs);
    if (obstacle) result.issues.push(unusedIssue(connection, ends.flat(), obstacle));
    else use(named, maker, connection, pairs, joined, result);
  }
  return result;
}

/** Why a record is not used, if it is not. */
function obstacleTo(
  { model: { sitesCart } }: NamedModel,
  connection: Connection,
  ends: readonly (readonly number[])[],
  pairs: readonly AtomPair[],
): string | undefined {
  if (ends.some((iSeqs) => iSeqs.length === 0)) return 'the model has no such atom';
  if (!connection.sameAsymmetricUnit) return 'it leads to a symmetry copy';
  if (pairs.length === 0) return 'its atoms are in different conformers';
  if (pairs.every(([i, j]) => i === j)) return 'both of its ends are one atom';
  const distance = Math.min(...pairs.map(([i, j]) => atomDistance(sitesCart, i, j)));
  return distance > LONGEST_RECORDED ? `its atoms are ${distance.toFixed(1)} Å apart` : undefined;
}

function use(
  { model }: NamedModel,
  maker: LinkMaker,
  connection: Connection,
  pairs: readonly AtomPair[],
  joined: JoinedAtoms,
  result: RecordedLinks,
): void {
  const [pair] = pairs;
  if (pair.every((iSeq) => model.atoms.residue[iSeq] === model.atoms.residue[pair[0]])) return;
  if (joined.has(pair) || joined.isRefused(pair)) return;
  const origin = { by: 'record' as const, text: `${connection.record} in line ${connection.line}` };
  const link = maker.make(pairs, origin, connection.distance);
  joined.add(pair);
  if (link) {
    result.links.push(link);
    return;
  }
  result.unrestrained.push(...pairs);
  const reason = 'no dictionary knows its atoms; they are not restrained, and do not repel each other';
  result.issues.push(unusedIssue(connection, pair, reason));
}

function unusedIssue(
  { record, from, to, line }: Connection,
  iSeqs: readonly number[],
  reason: string,
): RestraintIssue {
  return {
    kind: 'not-linked',
    message: `${record} in line ${line}, ${addressLabel(from)} to ${addressLabel(to)}, is not used: ${reason}`,
    iSeqs,
  };
}

function addressLabel({
  atomName,
  altloc,
  residueName,
  chainId,
  number,
  insertionCode,
}: AtomAddress): string {
  const mark = altloc === '' ? '' : ` (altloc ${altloc})`;
  const place = `${number}${insertionCode}`;
  return [atomName, residueName, chainId, place].filter((part) => part !== '').join(' ') + mark;
}

function residuesByPlace({ model }: NamedModel): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  model.residues.forEach((residue, index) => {
    const place = placeKey(residue.name, residue);
    if (!places.has(place)) places.set(place, index);
  });
  return places;
}

function placeKey(
  name: string,
  { chainId, number, insertionCode }: Pick<AtomAddress, 'chainId' | 'number' | 'insertionCode'>,
): string {
  return `${name} ${chainId} ${number}${insertionCode}`;
}

/** The atom that a record names; in each of its alternate locations, if the record says none. */
function atomsAt(
  { model: { atoms, residues } }: NamedModel,
  places: ReadonlyMap<string, number>,
  address: AtomAddress,
): number[] {
  const index = places.get(placeKey(address.residueName, address));
  if (index === undefined) return [];
  return residues[index].iSeqs.filter(
    (iSeq) =>
      atoms.name[iSeq] === address.atomName &&
      (address.altloc === '' || atoms.altloc[iSeq] === address.altloc),
  );
}
