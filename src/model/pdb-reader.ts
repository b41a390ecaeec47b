import { GeominError } from '../errors.js';
import { refuseDuplicates } from './duplicates.js';
import type { Model, ModelSource } from './model.js';
import { noSuchModel } from './model-numbers.js';
import { readAtoms } from './pdb-atoms.js';
import { conectConnections } from './pdb-conect.js';
import { findModelBlocks, type ModelBlock } from './pdb-blocks.js';
import { indexLines, type PdbLines } from './pdb-lines.js';
import { readRecords, type PdbRecords } from './pdb-records.js';

/**
 * Reads the models of a PDB file that hold atoms, in the order of the file.
 *
 * @throws GeominError `MODEL` where the file makes no sense
 */
export function readPdbModels(source: ModelSource): Model[] {
  const lines = indexLines(source.bytes);
  const records = readRecords(lines);
  return blocksWithAtoms(lines, source).map((block) => readBlock(lines, block, records, source));
}

/**
 * Reads one model of a PDB file: the one with this number in its MODEL record, or the first.
 *
 * @throws GeominError `MODEL` where the file makes no sense, `ARGUMENT` if it has no such model
 */
export function readPdbModel(source: ModelSource, number?: number): Model {
  const lines = indexLines(source.bytes);
  const blocks = blocksWithAtoms(lines, source);
  const block = number === undefined ? blocks[0] : blocks.find((candidate) => candidate.number === number);
  if (!block) {
    throw noSuchModel(
      number,
      blocks.map((candidate) => candidate.number),
      source.name,
    );
  }
  return readBlock(lines, block, readRecords(lines), source);
}

function blocksWithAtoms(lines: PdbLines, source: ModelSource): ModelBlock[] {
  const blocks = findModelBlocks(lines, source.name).filter((block) => block.atomCount > 0);
  if (blocks.length === 0) throw noAtoms(source);
  return blocks;
}

function readBlock(lines: PdbLines, block: ModelBlock, records: PdbRecords, source: ModelSource): Model {
  const atoms = readAtoms(lines, block, source.name);
  const { connections, serialPairs } = records;
  const model: Model = {
    ...atoms,
    connections: [...connections, ...conectConnections(lines, atoms, serialPairs, connections)],
    cisPeptides: records.cisPeptides
      .filter(({ modelNumber }) => modelNumber === 0 || modelNumber === block.number)
      .map(({ peptide }) => peptide),
    ...records.crystal,
    modelNumber: block.number,
    source,
  };
  refuseDuplicates(model);
  return model;
}

function noAtoms({ bytes, name }: ModelSource): GeominError {
  const what = bytes.includes(0)
    ? 'this is no text file, neither PDB nor mmCIF'
    : 'there are no ATOM or HETATM records in it';
  return new GeominError('MODEL', `${name}: no atoms: ${what}`, 'Give a PDB or mmCIF file with coordinates.');
}
