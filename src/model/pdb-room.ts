import { GeominError } from '../errors.js';
import { encodeHybrid36 } from './hybrid36.js';
import { atomLabel, type AtomAddress, type Model } from './model.js';

/** Columns of the PDB format that are too few for what many mmCIF files hold. */
export const CHAIN_ID_WIDTH = 2;
export const RESIDUE_NAME_WIDTH = 3;
export const ATOM_NAME_WIDTH = 4;
export const RESIDUE_NUMBER_WIDTH = 4;

/** The error for what the PDB format has no room for. */
export function noRoom(model: Model, iSeq: number, what: string): GeominError {
  const place = `${model.source.name}:${model.atoms.line[iSeq]}: ${atomLabel(model, iSeq)}`;
  return new GeominError(
    'MODEL',
    `${place}: ${what}, for which the PDB format has no room`,
    'Write the model as mmCIF: give the output a name that ends in .cif, or leave the format out.',
  );
}

/**
 * Makes sure that all ids of a model fit into their columns.
 *
 * @throws GeominError `MODEL` naming the first atom of which one does not
 */
export function requireRoom(model: Model): void {
  for (const { name, chainId, number, insertionCode, iSeqs } of model.residues) {
    const [iSeq] = iSeqs;
    if (chainId.length > CHAIN_ID_WIDTH)
      throw noRoom(model, iSeq, `its chain id '${chainId}' is longer than two letters`);
    if (name.length > RESIDUE_NAME_WIDTH)
      throw noRoom(model, iSeq, `its residue name '${name}' is longer than three letters`);
    if (insertionCode.length > 1)
      throw noRoom(model, iSeq, `its insertion code '${insertionCode}' is longer than a letter`);
    if (encodeHybrid36(number, RESIDUE_NUMBER_WIDTH) === undefined)
      throw noRoom(model, iSeq, `its residue number is ${number}`);
  }
  const { name, altloc, charge } = model.atoms;
  for (let iSeq = 0; iSeq < model.atomCount; iSeq++) {
    if (name[iSeq].length > ATOM_NAME_WIDTH)
      throw noRoom(model, iSeq, 'its name is longer than four letters');
    if (altloc[iSeq].length > 1) throw noRoom(model, iSeq, 'its altloc is longer than a letter');
    if (Math.abs(charge[iSeq]) > 9) throw noRoom(model, iSeq, `its charge is ${charge[iSeq]}`);
  }
}

/** Whether the address of a link's end fits into its columns: ends that a model lacks need not. */
export function fitsColumns(
  address: Omit<AtomAddress, 'atomName' | 'altloc'> & Partial<AtomAddress>,
): boolean {
  const { atomName = '', altloc = '', residueName, chainId, number, insertionCode } = address;
  return (
    atomName.length <= ATOM_NAME_WIDTH &&
    altloc.length <= 1 &&
    residueName.length <= RESIDUE_NAME_WIDTH &&
    chainId.length <= CHAIN_ID_WIDTH &&
    insertionCode.length <= 1 &&
    encodeHybrid36(number, RESIDUE_NUMBER_WIDTH) !== undefined
  );
}
