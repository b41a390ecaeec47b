import type { GeominError } from '../errors.js';
import { COVALENT_TERMS, type GeometryStatistics, type RestraintStatistics } from '../geometry/statistics.js';
import { resultToJson } from '../minimize/result-json.js';
import { atomLabel } from '../model/model.js';
import type { MinimizedFile } from './minimize-file.js';
import type { MinimizedModel, Snapshot } from './minimize-model.js';
import type { Job } from './output-paths.js';
import { packageVersion } from './version.js';

/** The whole outcome for a file, snake_case, every number in full. */
export function jsonReport({ input, output, minimized }: MinimizedFile): object {
  return { geomin: packageVersion(), input, output, models: minimized.map(modelReport) };
}

/** What stands in its place for a file that failed. */
export function jsonError({ input, output }: Job, { code, message, remedy }: GeominError): object {
  return { geomin: packageVersion(), input, output, error: { code, message, remedy } };
}

function modelReport({ model, restraints, result, before, after, moved }: MinimizedModel): object {
  return {
    model: model.modelNumber,
    atom_count: model.atomCount,
    issues: restraints.issues.map(({ kind, message, iSeqs }) => ({ kind, message, i_seqs: [...iSeqs] })),
    ...resultToJson(result),
    before: snapshot(before),
    after: snapshot(after),
    moved: { rms: moved.rms, largest: moved.largest, atom: atomLabel(model, moved.iSeq) },
  };
}

function snapshot({ evaluation, statistics }: Snapshot): object {
  return { energy: evaluation.energy, terms: evaluation.terms, geometry: geometry(statistics) };
}

function geometry({ terms, clashes, worst }: GeometryStatistics): object {
  const deviations = COVALENT_TERMS.map((term) => {
    const { count, rmsd, rmsZ, maxDelta } = terms[term];
    return [term, { count, rmsd, rms_z: rmsZ, max_delta: maxDelta }] as const;
  });
  return { ...Object.fromEntries(deviations), clashes: clashes.count, worst: worst.map(outlier) };
}

function outlier({ term, label, iSeqs, ideal, model, delta, sigma, residual }: RestraintStatistics): object {
  return { term, label, i_seqs: [...iSeqs], ideal, model, delta, sigma, residual };
}
