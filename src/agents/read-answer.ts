import type { GradientBundle } from '../bundles/bundle.js';
import type { BundleStore } from '../bundles/bundle-store.js';
import { decodeBundle } from '../bundles/codec.js';
import { GeominError } from '../errors.js';
import type { Evaluation } from '../geometry/target.js';
import type { GeometryResponse } from './response.js';

/** What was asked. */
export interface Asked {
  readonly atomCount: number;
  readonly step: number;
  /** Where the gradients go; absent where energies alone were asked for. */
  readonly gradientsOut?: Float64Array;
}

/**
 * The evaluation that an answer holds, or that is in the bundle which it names.
 *
 * @throws GeominError `BUNDLE` naming the request and what is wrong with its answer
 */
export async function readAnswer(
  response: GeometryResponse,
  bundles: BundleStore,
  { atomCount, step, gradientsOut }: Asked,
): Promise<Evaluation> {
  const bundle = await bundleOf(response, bundles, gradientsOut);
  const { energy, terms, gradients, missing } = bundle;
  if (bundle.requestId !== response.requestId || bundle.step !== step) {
    const other = `that of step ${bundle.step} to ${bundle.requestId}`;
    throw faulty(response, `is ${other}, where that of step ${step} is expected`);
  }
  if (energy === undefined || terms === undefined) throw faulty(response, 'lacks energies');
  if (gradientsOut && gradients !== gradientsOut) {
    const what = gradients
      ? `gradients of ${gradients.length / 3} atoms instead of ${atomCount}`
      : 'no gradients';
    throw faulty(response, `has ${what}`);
  }
  return missing === undefined ? { energy, terms } : { energy, terms, missing };
}

async function bundleOf(
  response: GeometryResponse,
  bundles: BundleStore,
  pointsInto: Float64Array | undefined,
): Promise<GradientBundle> {
  const { requestId, geometryBundleId, inlineGeometry, checksum } = response;
  const type = 'geometry_gradient_data';
  const options = { type, pointsInto, needsChecksum: checksum !== undefined } as const;
  if (inlineGeometry) return decodeBundle(inlineGeometry, { ...options, id: `(answer to ${requestId})` });
  if (geometryBundleId === undefined) throw faulty(response, 'has no bundle');
  const bytes = await bundles.bytes(geometryBundleId);
  if (bytes === undefined) throw faulty(response, `has a bundle that is gone, ${geometryBundleId}`);
  const bundle = decodeBundle(bytes, { ...options, id: geometryBundleId });
  if (checksum === undefined || bundle.checksum === checksum) return bundle;
  throw faulty(response, `was another bundle than ${geometryBundleId} is now`);
}

function faulty({ requestId }: GeometryResponse, what: string): GeominError {
  return new GeominError('BUNDLE', `the answer to ${requestId} ${what}`);
}
