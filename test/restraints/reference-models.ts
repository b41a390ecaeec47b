import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Model } from '../../src/model/model.js';
import { parseModel } from '../../src/model/read-model.js';
import type { GemmiName } from '../reference/load.js';

/** The models of the reference figures, and the residues that the figures leave out. */
const FILES: Readonly<Record<GemmiName, { file: string; without: string }>> = {
  '1ubq': { file: '1ubq.pdb', without: '' },
  '133d': { file: '133d.pdb', without: 'C34' },
  '1d3z': { file: '1d3z.pdb.gz', without: '' },
  altloc: { file: 'altloc.pdb', without: '' },
  '2hhb': { file: '2hhb.ent.gz', without: 'HEM' },
};

/** A model file's text, whole. */
export function referenceText(name: GemmiName): string {
  const bytes = readFileSync(new URL(`../reference/models/${FILES[name].file}`, import.meta.url));
  return (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString('latin1');
}

/** The first model of a file, without the residues that the reference figures leave out. */
export function referenceModel(name: GemmiName): Model {
  const { without } = FILES[name];
  const kept = referenceText(name)
    .split('\n')
    .filter(
      (line) => without === '' || !/^(ATOM|HETATM|ANISOU)/.test(line) || line.slice(17, 20) !== without,
    );
  return parseModel(kept.join('\n'), 'pdb', { name });
}
