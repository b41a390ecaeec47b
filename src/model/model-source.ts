import { mmcifSourceOf } from './mmcif-writer.js';
import type { Model } from './model.js';
import { pdbSourceOf } from './pdb-writer.js';

/** The bytes of the file that a model came from, in that file's format, without its other models. */
export function sourceTextOf(model: Model): Buffer {
  return model.source.format === 'mmcif' ? mmcifSourceOf(model) : pdbSourceOf(model);
}
