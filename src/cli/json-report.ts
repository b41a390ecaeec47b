import type { GeominError } from '../errors.js';
import { COVALENT_TERMS, type GeometryStatistics, type RestraintStatistics } from '../geometry/statistics.js';
import { atomLabel, type Model } from '../model/model.js';
import { resultToJson } from '../minimize/result-json.js';
import type { ModelLink } from '../restraints/listed-links.js';
import { movingCountOf, type ModelRestraints } from '../restraints/restraints.js';
import type { EvaluatedFile } from './evaluate-file.js';
import type { MinimizedFile } from './minimize-file.js';
import type { MinimizedModel } from './minimize-model.js';
import type { Snapshot } from '../geometry/snapshot.js';
import { packageVersion } from './version.js';

/** The whole outcome for a file that was minimized, snake_case, every number in full. */
export function jsonReport({ input, output, geo, minimized }: MinimizedFile): object {
  return { geomin: packageVersion(), input, output, geo, models: minimized.map(modelReport) };
}

/** What there is to say of a file as it is, in the same words. */
export function jsonEnergyReport({ input, geo, evaluated }: EvaluatedFile): object {
  const models = evaluated.map(({ model, restraints, now }) => ({
    ...modelHead(model, restraints),
    ...snapshot(now),
  }));
  return { geomin: packageVersion(), input, geo, models };
}

/** What stands in its place for a file that failed. */
export function jsonError(job: { readonly input: string }, { code, message, remedy }: GeominError): object {
  return { geomin: packageVersion(), ...job, error: { code, message, remedy } };
}

function modelReport({ model, restraints, result, before, after, moved }: MinimizedModel): object {
  return {
    ...modelHead(model, restraints),
    ...resultToJson(result),
    before: snapshot(before),
    after: snapshot(after),
    moved: { rms: moved.rms, largest: moved.largest, atom: atomLabel(model, moved.iSeq) },
  };
}

function modelHead(model: Model, restraints: ModelRestraints): object {
  const { issues, links, chainLinks } = restraints;
  return {
    model: model.modelNumber,
    atom_count: model.atomCount,
    moving_count: movingCountOf(restraints),
    issues: issues.map(({ kind, message, iSeqs }) => ({ kind, message, i_seqs: [...iSeqs] })),
    links: links.map(link),
    chain_links: chainLinks,
  };
}

function link({ iSeqs, label, linkId, reason, values, ideal, distance }: ModelLink): object {
  return { label, i_seqs: [...iSeqs], link_id: linkId, reason, values, ideal, distance };
}

function snapshot({ evaluation, statistics }: Snapshot): object {
  return { energy: evaluation.energy, terms: evaluation.terms, geometry: geometry(statistics) };
}

function geometry({ terms, map, clashes, worst }: GeometryStatistics): object {
  const deviations = COVALENT_TERMS.map((term) => {
    const { count, rmsd, rmsZ, maxDelta, outliers } = terms[term];
    return [term, { count, rmsd, rms_z: rmsZ, max_delta: maxDelta, outliers }] as const;
  });
  return {
    ...Object.fromEntries(deviations),
    ...(map && { map: { count: map.count, mean_density: map.meanDensity } }),
    clashes: clashes.count,
    worst: worst.map(outlier),
    worst_clashes: clashes.worst.map(outlier),
  };
}

function outlier({ term, label, iSeqs, ideal, model, delta, sigma, residual }: RestraintStatistics): object {
  return { term, label, i_seqs: [...iSeqs], ideal, model, delta, sigma, residual };
}
