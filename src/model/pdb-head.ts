import { decimalColumns, nameColumns, placeColumns } from './pdb-fields.js';
import { fitsColumns } from './pdb-room.js';
import type { AtomAddress, CisPeptide, Connection, Model } from './model.js';
import { ResidueIndex } from './residue-index.js';

const RECORD_WIDTH = 80;
const IDENTITY_OPERATOR = '1555';

/** The records before the atoms: SSBOND, LINK, CISPEP, CRYST1 and SCALE1-3, each line with its end. */
export function pdbHead(models: readonly Model[]): string {
  const [first] = models;
  const connections = first.connections.filter(({ from, to }) => fitsColumns(from) && fitsColumns(to));
  const index = new ResidueIndex(first);
  const bridges = connections.filter(isCysteineBridge);
  const links = connections.filter((connection) => !isCysteineBridge(connection));
  const lines = [
    ...bridges.map(disulfideRecord),
    ...links.map((link) => linkRecord(link, index)),
    ...models.flatMap((model) => cisRecords(model, models.length > 1)),
    ...crystalRecords(first),
  ];
  return lines.map((line) => `${line.padEnd(RECORD_WIDTH)}\n`).join('');
}

/** SSBOND has no room for atom names or altlocs. */
function isCysteineBridge({ kind, from, to }: Connection): boolean {
  return (
    kind === 'disulfide' && [from, to].every(({ atomName, altloc }) => atomName === 'SG' && altloc === '')
  );
}

function disulfideRecord(connection: Connection, i: number): string {
  const { from, to } = connection;
  const ends = `${residueColumns(from, ' ')}   ${residueColumns(to, ' ')}`;
  return `SSBOND ${String((i + 1) % 1000).padStart(3)} ${ends}`.padEnd(59) + symmetryAndLength(connection);
}

function linkRecord(connection: Connection, index: ResidueIndex): string {
  const [from, to] = [connection.from, connection.to].map((end) => linkEnd(end, index));
  return `LINK        ${from}               ${to}`.padEnd(59) + symmetryAndLength(connection);
}

function linkEnd(end: AtomAddress, index: ResidueIndex): string {
  return nameColumns(end.atomName, index.elementAt(end)) + end.altloc.padEnd(1) + residueColumns(end, '');
}

/** Residue name, chain id in two columns, number and insertion code. */
function residueColumns(
  { residueName, chainId, number, insertionCode }: CisPeptide['from'],
  beforeNumber: string,
): string {
  return residueName.padStart(3) + chainId.padStart(2) + beforeNumber + placeColumns(number, insertionCode);
}

/** Columns 60-78. */
function symmetryAndLength({ operators, distance }: Connection): string {
  const [first, second] = (operators ?? [IDENTITY_OPERATOR, IDENTITY_OPERATOR]).map((operator) =>
    operator.replace('_', '').padStart(6),
  );
  return `${first} ${second}${distance === undefined ? '' : decimalColumns(distance, 6, 2)}`;
}

function cisRecords({ cisPeptides, modelNumber }: Model, isOneOfSeveral: boolean): string[] {
  return cisPeptides
    .filter(({ from, to }) => fitsColumns(from) && fitsColumns(to))
    .map(({ from, to }, i) => {
      const ends = `${residueColumns(from, ' ')}   ${residueColumns(to, ' ')}`;
      const number = String(isOneOfSeveral ? modelNumber : 0).padStart(3);
      return `CISPEP ${String((i + 1) % 1000).padStart(3)} ${ends}`.padEnd(43) + number;
    });
}

function crystalRecords({ unitCell, spaceGroup = '', scale }: Model): string[] {
  const lines: string[] = [];
  if (unitCell) {
    const { a, b, c, alpha, beta, gamma } = unitCell;
    const edges = [a, b, c].map((edge) => decimalColumns(edge, 9, 3));
    const angles = [alpha, beta, gamma].map((angle) => decimalColumns(angle, 7, 2));
    lines.push(`CRYST1${edges.join('')}${angles.join('')} ${spaceGroup}`);
  }
  if (scale) {
    [0, 1, 2].forEach((i) => {
      const row = scale.matrix.slice(3 * i, 3 * i + 3).map((entry) => decimalColumns(entry, 10, 6));
      lines.push(`SCALE${i + 1}    ${row.join('')}     ${decimalColumns(scale.vector[i], 10, 5)}`);
    });
  }
  return lines;
}
