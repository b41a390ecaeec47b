/** The fields of an atom record as they stand in its columns; each is cut or padded to its width by the caller. */
export interface AtomRecord {
  readonly record: string;
  readonly serial: string;
  /** Four columns, with its blanks. */
  readonly name: string;
  readonly altloc: string;
  readonly residueName: string;
  /** Two columns. */
  readonly chainId: string;
  readonly number: string;
  readonly insertionCode: string;
  readonly x: string;
  readonly y: string;
  readonly z: string;
  readonly occupancy: string;
  readonly bIso: string;
  readonly segmentId: string;
  readonly element: string;
  readonly charge: string;
}

const CA_OF_ALANINE: AtomRecord = {
  record: 'ATOM',
  serial: '1',
  name: ' CA ',
  altloc: '',
  residueName: 'ALA',
  chainId: 'A',
  number: '12',
  insertionCode: '',
  x: '11.104',
  y: '6.134',
  z: '-6.504',
  occupancy: '1.00',
  bIso: '20.00',
  segmentId: '',
  element: 'C',
  charge: '',
};

/** A well-formed atom record: CA of ALA A 12 but for what is given. */
export function atomRecord(fields: Partial<AtomRecord> = {}): string {
  const atom = { ...CA_OF_ALANINE, ...fields };
  return [
    atom.record.padEnd(6),
    atom.serial.padStart(5),
    ' ',
    atom.name.padEnd(4),
    atom.altloc.padEnd(1),
    atom.residueName.padStart(3),
    atom.chainId.padStart(2),
    atom.number.padStart(4),
    atom.insertionCode.padEnd(1),
    '   ',
    atom.x.padStart(8),
    atom.y.padStart(8),
    atom.z.padStart(8),
    atom.occupancy.padStart(6),
    atom.bIso.padStart(6),
    '      ',
    atom.segmentId.padEnd(4),
    atom.element.padStart(2),
    atom.charge.padStart(2),
  ].join('');
}

/** Lines as the text of a file. */
export function pdbText(...lines: string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
