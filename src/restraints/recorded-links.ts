import type { AtomAddress, Connection } from '../model/model.js';
import type { Dictionary } from '../monomers/chem-comp.js';
import type { SulfurPair } from './disulfides.js';
import type { NamedModel } from './named-model.js';
import { polymerBond, polymerLink } from './polymer-links.js';
import type { ResidueLink } from './residue-link.js';
import type { RestraintIssue } from './restraints.js';

/** What the file's SSBOND and LINK records say, sorted by what can be done about it. */
export interface RecordedLinks {
  readonly sulfurs: SulfurPair[];
  /** Polymer links between residues that are no neighbours, as in a cyclic peptide. */
  readonly links: ResidueLink[];
  /** Pairs of i_seqs that are bonded, though no link restrains them: they shall not repel each other. */
  readonly unrestrained: [number, number][];
  readonly issues: RestraintIssue[];
}

/** @param known links along the chains: a record that repeats one of them says nothing new */
export function recordedLinks(
  named: NamedModel,
  dictionary: Dictionary,
  known: readonly ResidueLink[],
): RecordedLinks {
  const result: RecordedLinks = { sulfurs: [], links: [], unrestrained: [], issues: [] };
  if (named.model.connections.length === 0) return result;
  const places = residuesByPlace(named);
  const linked = new Set(known.map(({ first, second }) => `${first} ${second}`));
  for (const connection of named.model.connections) {
    const ends = [connection.from, connection.to].map((address) => atomAt(named, places, address));
    if (ends.some((end) => end === undefined)) result.issues.push(unusedIssue(connection, [], NO_ATOM));
    else if (!connection.sameAsymmetricUnit)
      result.issues.push(unusedIssue(connection, ends as number[], OTHER_UNIT));
    else use(named, dictionary, connection, ends as [number, number], linked, result);
  }
  return result;
}

const NO_ATOM = 'the model has no such atom';
const OTHER_UNIT = 'it leads to a symmetry copy';
const TOO_FAR = 'its atoms are too far apart';
const NO_LINK =
  'the dictionary has no link for it; the two atoms are unrestrained, but do not repel each other';

function use(
  named: NamedModel,
  dictionary: Dictionary,
  connection: Connection,
  [i, j]: [number, number],
  linked: ReadonlySet<string>,
  result: RecordedLinks,
): void {
  const { atomNames, comps, model } = named;
  const sulfur = (iSeq: number): boolean =>
    atomNames[iSeq] === 'SG' && comps[model.atoms.residue[iSeq]]?.id === 'CYS';
  if (sulfur(i) && sulfur(j)) {
    result.sulfurs.push({ i, j });
    return;
  }
  const bond = polymerBond(named, i, j);
  if (bond && linked.has(bond.join(' '))) return;
  const link = bond && polymerLink(named, dictionary, ...bond);
  if (link) {
    result.links.push(link);
    return;
  }
  if (!bond) result.unrestrained.push([i, j]);
  result.issues.push(unusedIssue(connection, [i, j], bond ? TOO_FAR : NO_LINK));
}

function unusedIssue(
  { kind, from, to, line }: Connection,
  iSeqs: readonly number[],
  reason: string,
): RestraintIssue {
  const record = kind === 'disulfide' ? 'SSBOND' : 'LINK';
  return {
    kind: 'not-linked',
    message: `${record} in line ${line}, ${addressLabel(from)} to ${addressLabel(to)}, is not used: ${reason}`,
    iSeqs,
  };
}

function addressLabel({ atomName, altloc, ...residue }: AtomAddress): string {
  const mark = altloc === '' ? '' : ` (altloc ${altloc})`;
  return `${atomName} ${residue.residueName} ${residue.chainId} ${residue.number}${residue.insertionCode}${mark}`;
}

function residuesByPlace({ model }: NamedModel): ReadonlyMap<string, number> {
  return new Map(
    model.residues.map(({ name, chainId, number, insertionCode }, index): [string, number] => [
      `${name} ${chainId} ${number}${insertionCode}`,
      index,
    ]),
  );
}

function atomAt(
  named: NamedModel,
  places: ReadonlyMap<string, number>,
  address: AtomAddress,
): number | undefined {
  const { residueName, chainId, number, insertionCode, atomName, altloc } = address;
  const index = places.get(`${residueName} ${chainId} ${number}${insertionCode}`);
  if (index === undefined) return undefined;
  const { atoms, residues } = named.model;
  return residues[index].iSeqs.find(
    (iSeq) => atoms.name[iSeq] === atomName && (altloc === '' || atoms.altloc[iSeq] === altloc),
  );
}
