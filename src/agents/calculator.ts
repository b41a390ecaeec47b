import { randomUUID } from 'node:crypto';
import type { GradientBundle } from '../bundles/bundle.js';
import { DEFAULT_BUNDLE_TTL, type BundleStore } from '../bundles/bundle-store.js';
import { checksumOf, encodeBundle } from '../bundles/codec.js';
import { PointsFrame, type FramePool } from '../bundles/points-frame.js';
import { GeometryTarget } from '../geometry/geometry-target.js';
import type { Evaluation, EvaluationContext, Target } from '../geometry/target.js';
import type { GeometryRequest } from './request.js';
import type { GeometryResponse } from './response.js';
import type { RequestedSites } from './sites-source.js';

/** Up to so many atoms an evaluation takes less time than handing it to another thread, some 0.1 ms. */
const MOST_ATOMS_AT_ONCE = 5000;

/** What a calculation takes beside target and sites. */
export interface CalculatorParts {
  /** Where gradients go that are not wanted inline. */
  readonly bundles: BundleStore;
  readonly frames: FramePool;
  readonly onComputed: (atoms: number, seconds: number) => void;
}

/**
 * Evaluates the sites of a request, and puts what was asked for into a response.
 *
 * @throws GeominError `SITES` naming the first atom whose site is not finite
 */
export async function calculate(
  request: GeometryRequest,
  target: Target,
  sites: RequestedSites,
  { bundles, frames, onComputed }: CalculatorParts,
  context: EvaluationContext,
): Promise<Omit<GeometryResponse, 'processingTime'>> {
  const { atomCount } = target;
  // An answer is on its way for longer than it is told here, so that its frame is its own.
  const frame = request.inlineResponse ? new PointsFrame(atomCount) : frames.borrow(atomCount);
  const gradients = request.calculationType === 'energy_only' ? undefined : frame.points;
  const start = performance.now();
  const evaluation = await evaluate(target, sites.sitesCart, gradients, context);
  onComputed(atomCount, (performance.now() - start) / 1000);
  const bundle = toBundle(request, sites.step, evaluation, gradients);
  const response = toResponse(request, sites, bundle);
  const checksum = request.withChecksum ? checksumOf(bundle) : null;
  const bytes = encodeBundle(bundle, { checksum, frame });
  if (request.inlineResponse) return { ...response, inlineGeometry: bytes };
  const geometryBundleId = `geometry_${randomUUID()}`;
  await bundles.putBytes(geometryBundleId, bytes, DEFAULT_BUNDLE_TTL);
  frames.giveBack(frame);
  return { ...response, geometryBundleId, checksum: checksum ?? undefined };
}

function toResponse(
  request: GeometryRequest,
  sites: RequestedSites,
  bundle: GradientBundle,
): Omit<GeometryResponse, 'processingTime'> {
  return {
    requestId: request.requestId,
    success: true,
    step: sites.step,
    coordinatesBundleId: sites.bundleId,
    energy: bundle.energy,
    terms: bundle.terms,
    gradientNorm: bundle.gradientNorm,
    missing: bundle.missing,
  };
}

async function evaluate(
  target: Target,
  sitesCart: Float64Array,
  gradients: Float64Array | undefined,
  context: EvaluationContext,
): Promise<Evaluation> {
  const isShort = target instanceof GeometryTarget && target.atomCount <= MOST_ATOMS_AT_ONCE;
  return isShort ? target.evaluateSync(sitesCart, gradients) : target.evaluate(sitesCart, gradients, context);
}

function toBundle(
  request: GeometryRequest,
  step: number | undefined,
  { energy, terms, missing }: Evaluation,
  gradients: Float64Array | undefined,
): GradientBundle {
  const wantsEnergy = request.calculationType !== 'gradients_only';
  return {
    bundleType: 'geometry_gradient_data',
    parentBundleId: request.macromoleculeBundleId,
    requestId: request.requestId,
    step,
    gradients,
    gradientNorm: gradients && norm(gradients),
    energy: wantsEnergy ? energy : undefined,
    terms: wantsEnergy ? terms : undefined,
    missing,
  };
}

function norm(gradients: Float64Array): number {
  let sum = 0;
  // Not `for … of`, which takes ten times as long over an array of this kind.
  for (let i = 0; i < gradients.length; i++) sum += gradients[i] * gradients[i];
  return Math.sqrt(sum);
}
