import type { AtomAddress, Connection } from '../model/model.js';
import type { Dictionary } from '../monomers/chem-comp.js';
import { libraryLink } from './library-link.js';
import type { NamedModel } from './named-model.js';
import { polymerBond, polymerLink } from './polymer-bond.js';
import type { AtomPair, ResidueLink } from './residue-link.js';
import type { RestraintIssue } from './restraints.js';
import { atomDistance } from './site-geometry.js';

/** A recorded bond that is longer than this (Å) is taken for a stale record. */
const LONGEST_RECORDED = 5;

/** What the file's SSBOND and LINK records say, sorted by what can be done about it. */
export interface RecordedLinks {
  /** Cysteine sulfurs that are joined. */
  readonly sulfurs: AtomPair[];
  /** Other links, such as that which closes a cyclic peptide. */
  readonly links: ResidueLink[];
  /** Atoms that are bonded, though no link restrains them: they shall not repel each other. */
  readonly unrestrained: AtomPair[];
  readonly issues: RestraintIssue[];
}

/** @param known links along the chains: a record that repeats one of them says nothing new */
export function recordedLinks(
  named: NamedModel,
  dictionary: Dictionary,
  known: readonly ResidueLink[],
): RecordedLinks {
  const result: RecordedLinks = { sulfurs: [], links: [], unrestrained: [], issues: [] };
  const { connections } = named.model;
  if (connections.length === 0) return result;
  const places = residuesByPlace(named);
  const linked = new Set(known.map(({ first, second }) => `${first} ${second}`));
  for (const connection of connections) {
    const i = atomAt(named, places, connection.from);
    const j = atomAt(named, places, connection.to);
    if (i === undefined || j === undefined) {
      result.issues.push(unusedIssue(connection, [], 'the model has no such atom'));
      continue;
    }
    const obstacle = obstacleTo(named, connection, [i, j]);
    if (obstacle) result.issues.push(unusedIssue(connection, [i, j], obstacle));
    else use(named, dictionary, connection, [i, j], linked, result);
  }
  return result;
}

/** Why a record is not used, if it is not. */
function obstacleTo(named: NamedModel, connection: Connection, [i, j]: AtomPair): string | undefined {
  if (i === j) return 'both of its ends are one atom';
  if (!connection.sameAsymmetricUnit) return 'it leads to a symmetry copy';
  const distance = atomDistance(named.model.sitesCart, i, j);
  return distance > LONGEST_RECORDED ? `its atoms are ${distance.toFixed(1)} Å apart` : undefined;
}

function use(
  named: NamedModel,
  dictionary: Dictionary,
  connection: Connection,
  pair: AtomPair,
  linked: ReadonlySet<string>,
  result: RecordedLinks,
): void {
  if (pair.every((iSeq) => isCysteineSulfur(named, iSeq))) {
    result.sulfurs.push(pair);
    return;
  }
  const bond = polymerBond(named, ...pair);
  if (bond && linked.has(bond.join(' '))) return;
  const link = bond
    ? polymerLink(named, dictionary, ...bond, LONGEST_RECORDED)
    : libraryLink(named, dictionary, pair);
  if (link) {
    result.links.push(link);
    return;
  }
  result.unrestrained.push(pair);
  const reason =
    'the dictionary has no link for it; its atoms are not restrained, and do not repel each other';
  result.issues.push(unusedIssue(connection, pair, reason));
}

export function isCysteineSulfur({ model, comps, atomNames }: NamedModel, iSeq: number): boolean {
  return atomNames[iSeq] === 'SG' && comps[model.atoms.residue[iSeq]]?.id === 'CYS';
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

function atomAt(
  { model: { atoms, residues } }: NamedModel,
  places: ReadonlyMap<string, number>,
  address: AtomAddress,
): number | undefined {
  const index = places.get(placeKey(address.residueName, address));
  if (index === undefined) return undefined;
  return residues[index].iSeqs.find(
    (iSeq) =>
      atoms.name[iSeq] === address.atomName &&
      (address.altloc === '' || atoms.altloc[iSeq] === address.altloc),
  );
}
