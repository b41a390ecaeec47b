import type { BundleInfo } from '../bundles/bundle-store.js';
import type { Bundle, GradientBundle, MacromoleculeBundle } from '../bundles/bundle.js';
import { decodeBundle, readHead } from '../bundles/codec.js';
import { bundleFault } from '../bundles/faults.js';
import { modelOf } from '../bundles/macromolecule.js';
import type { Restraints } from '../restraints/restraints.js';
import { infoJson } from './bundle-list.js';
import type { RedisOptions } from './redis-options.js';
import { withBundles } from './with-bundles.js';
import { printable, printJson, printLines } from './printable.js';

/** `geomin bundle show`: whatever is wrong with the bundle is an error. */
export async function showBundle(
  id: string,
  options: RedisOptions & { readonly json?: boolean },
): Promise<void> {
  const [info, bytes] = await withBundles(options, (store) => Promise.all([store.info(id), store.bytes(id)]));
  if (info === undefined || bytes === undefined) throw bundleFault(id, 'there is no such bundle');
  const shown = bundleJson(info, bytes);
  if (options.json === true) printJson(shown);
  else printLines(alignRows(shown));
}

function bundleJson(info: BundleInfo, bytes: Buffer): object {
  const head = readHead(bytes, info);
  const bundle = decodeBundle(bytes, info);
  return {
    ...infoJson(info),
    bundle_type: head.bundleType,
    schema_version: head.schemaVersion,
    created_at: head.createdAt ?? null,
    checksum: bundle.checksum,
    // One that does not fit has been refused.
    checksum_ok: head.statedChecksum === undefined ? null : true,
    ...contentJson(bundle, info.id),
  };
}

function contentJson(bundle: Bundle, id: string): object {
  switch (bundle.bundleType) {
    case 'macromolecule_data':
      return macromoleculeJson(bundle, id);
    case 'geometry_gradient_data':
      return gradientJson(bundle);
    case 'coordinate_update':
      return {
        atom_count: bundle.sitesCart.length / 3,
        parent_bundle_id: bundle.parentBundleId,
        step: bundle.step,
      };
    case 'document':
      return { name: bundle.name, media_type: bundle.mediaType, content_bytes: bundle.content.length };
  }
}

function macromoleculeJson(bundle: MacromoleculeBundle, id: string): object {
  const { model, restraints } = bundle;
  return {
    atom_count: restraints?.atomCount ?? modelOf(bundle, id)?.atomCount,
    model_name: model?.name,
    model_format: model?.format,
    model_bytes: model?.text.length,
    unknown: bundle.unknown,
    terms: bundle.terms,
    restraints: restraints && restraintCounts(restraints),
  };
}

function restraintCounts(restraints: Restraints): object {
  const { bonds, angles, dihedrals, chiralities, planes, parallelities, nonbonded } = restraints;
  return {
    bonds: bonds?.ideal.length,
    angles: angles?.ideal.length,
    dihedrals: dihedrals?.ideal.length,
    chiralities: chiralities?.ideal.length,
    planes: planes && planes.offsets.length - 1,
    parallelities: parallelities?.ideal.length,
    nonbonded: nonbonded && ('pairs' in nonbonded ? 'pairs' : 'atoms'),
  };
}

function gradientJson(bundle: GradientBundle): object {
  return {
    atom_count: bundle.gradients && bundle.gradients.length / 3,
    parent_bundle_id: bundle.parentBundleId,
    request_id: bundle.requestId,
    step: bundle.step,
    total_geometry_energy: bundle.energy,
    energies: bundle.terms,
    gradient_norm: bundle.gradientNorm,
  };
}

/** A line for each value; those of an object within with both names. */
function alignRows(shown: object): string[] {
  const rows = Object.entries(shown).flatMap(([name, value]) => rowsOf(name, value));
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `${name.padEnd(width)}  ${text}`);
}

function rowsOf(name: string, value: unknown): [string, string][] {
  if (value === undefined) return [];
  if (value === null || Array.isArray(value) || typeof value !== 'object') {
    return [[name, shownValue(name, value)]];
  }
  return Object.entries(value).flatMap(([inner, item]) => rowsOf(`${name}.${inner}`, item));
}

function shownValue(name: string, value: unknown): string {
  if (name === 'ttl_seconds' && value === null) return 'never';
  if (value === null) return 'not said';
  if (name === 'created_at' && Math.abs(value as number) < 8.64e15)
    return new Date(value as number).toISOString();
  return printable(Array.isArray(value) ? value.join(',') : String(value));
}
