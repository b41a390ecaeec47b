import { GeominError } from '../errors.js';
import { lineEnd, RecordKind, type PdbLines } from './pdb-lines.js';

/** The lines of one model: MODEL … ENDMDL, or in a file without them its atoms. */
export interface ModelBlock {
  readonly number: number;
  /** Lines `firstLine <= i < endLine`. */
  readonly firstLine: number;
  readonly endLine: number;
  readonly atomCount: number;
}

interface OpenBlock {
  number: number;
  firstLine: number;
  endLine: number;
  atomCount: number;
  declared: boolean;
}

/**
 * Finds the models of a file. Without MODEL records the atoms up to an ENDMDL, or to the end, are one model; where an
 * ENDMDL is missing, a model ends with its last coordinate record.
 *
 * @throws GeominError `MODEL` for an atom outside of MODEL … ENDMDL in a file that has both
 */
export function findModelBlocks(lines: PdbLines, name: string): ModelBlock[] {
  const blocks: OpenBlock[] = [];
  let open: OpenBlock | undefined;
  const start = (line: number, number: number, declared: boolean): OpenBlock => {
    const block = { number, firstLine: line, endLine: line + 1, atomCount: 0, declared };
    blocks.push(block);
    return block;
  };
  for (let line = 0; line < lines.count; line++) {
    const kind = lines.kinds[line];
    if (kind === RecordKind.atom || kind === RecordKind.heteroAtom) {
      open ??= start(line, blocks.length + 1, false);
      open.atomCount++;
      open.endLine = line + 1;
    } else if (kind === RecordKind.model) {
      open = start(line, numberOfModel(lines, line) ?? blocks.length + 1, true);
    } else if (open && (kind === RecordKind.ter || kind === RecordKind.atomCompanion)) {
      open.endLine = line + 1;
    } else if (open && kind === RecordKind.endModel) {
      open.endLine = line + 1;
      open = undefined;
    }
  }
  refuseStrayAtoms(blocks, name);
  return blocks;
}

function numberOfModel(lines: PdbLines, line: number): number | undefined {
  const text = lines.bytes.toString('latin1', lines.starts[line], lineEnd(lines, line));
  const digits = /^model\s*(\d{1,15})\s*$/i.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function refuseStrayAtoms(blocks: OpenBlock[], name: string): void {
  const stray = blocks.find((block) => !block.declared);
  if (!stray || !blocks.some((block) => block.declared)) return;
  throw new GeominError(
    'MODEL',
    `${name}:${stray.firstLine + 1}: this atom stands outside of MODEL … ENDMDL`,
    'Move it into the model that it belongs to, or take the MODEL and ENDMDL records out.',
  );
}
