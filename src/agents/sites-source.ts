import { setTimeout as sleep } from 'node:timers/promises';
import type { CoordinateBundle } from '../bundles/bundle.js';
import { decodeBundle, type DecodeOptions } from '../bundles/codec.js';
import { DEFAULT_BUNDLE_TTL } from '../bundles/bundle-store.js';
import { GeominError } from '../errors.js';
import type { Delivery, Entry } from '../transport/entry.js';
import type { CoordinatesPointer, Registry } from '../transport/registry.js';
import type { BundleReader } from './bundle-reader.js';
import { parseCoordinateUpdate, type GeometryRequest } from './request.js';

/** How long the sites of a step may be on their way when they are asked for, ms. */
const LATE_UPDATE = 2000;
const LOOK_AGAIN = 10;

/** The sites that a request is about. */
export interface RequestedSites {
  readonly sitesCart: Float64Array;
  readonly step: number | undefined;
  /** Undefined where they came inline, or are the model's own. */
  readonly bundleId: string | undefined;
}

/** What finding sites takes. */
export interface SitesSourceParts {
  readonly registry: Registry;
  readonly read: BundleReader;
  /** What was handed to agents before a delivery and is not settled. */
  readonly unsettledBefore: (delivery: Delivery) => Promise<Entry[]>;
  /** Refuses entries that are not signed as they should be. */
  readonly check: (entry: Entry) => Promise<void>;
}

/** Finds the sites of requests: named by the request, or those that its macromolecule points at. */
export class SitesSource {
  constructor(private readonly parts: SitesSourceParts) {}

  /**
   * @param own sites of the model itself, for macromolecules that were never updated; undefined where it has none
   * @param room for as many sites as there must be: where they may be put
   * @throws GeominError `BUNDLE` or `REQUEST` where the sites are not those asked for
   */
  async sitesFor(
    request: GeometryRequest,
    delivery: Delivery,
    own: () => Promise<Float64Array | undefined>,
    room: Float64Array,
  ): Promise<RequestedSites> {
    const atomCount = room.length / 3;
    const options = { pointsInto: room, needsChecksum: request.coordinatesChecksum !== undefined };
    const named = await this.#named(request, options);
    if (named) return toSites(named.bundle, named.bundleId, request, atomCount);
    await this.#catchUp(delivery);
    const pointer = await this.#pointer(request);
    const sitesCart = pointer ? undefined : await own();
    if (sitesCart) return { sitesCart, step: undefined, bundleId: undefined };
    if (!pointer)
      throw new GeominError(
        'REQUEST',
        'the macromolecule has no sites of its own, and the request names none',
      );
    const bundle = await this.#stored(pointer.bundleId, options);
    return { ...toSites(bundle, pointer.bundleId, request, atomCount), step: pointer.step };
  }

  /** Moves the pointer of a macromolecule, which all agents read, unless it is at a later step already. */
  async update(entry: Entry): Promise<boolean> {
    const { macromoleculeBundleId, bundleId, step } = parseCoordinateUpdate(entry);
    return this.parts.registry.moveCoordinates(macromoleculeBundleId, { bundleId, step }, DEFAULT_BUNDLE_TTL);
  }

  async #named(
    request: GeometryRequest,
    options: DecodeOptions,
  ): Promise<{ bundle: CoordinateBundle; bundleId?: string } | undefined> {
    const { inlineCoordinates, coordinatesBundleId: bundleId } = request;
    if (inlineCoordinates) {
      const inline = { ...options, id: '(inline)', type: 'coordinate_update' } as const;
      return { bundle: decodeBundle(inlineCoordinates, inline) };
    }
    if (bundleId === undefined) return undefined;
    return { bundle: await this.#stored(bundleId, options), bundleId };
  }

  async #stored(id: string, options: DecodeOptions): Promise<CoordinateBundle> {
    return decodeBundle(await this.parts.read(id), { ...options, id, type: 'coordinate_update' });
  }

  /** An update that another agent has in hand must not be overtaken by a request that was sent after it. */
  async #catchUp(delivery: Delivery): Promise<void> {
    for (const entry of await this.parts.unsettledBefore(delivery)) {
      if (!entry.fields.has('coordinate_update')) continue;
      // One that is no good is refused by the agent that has it in hand.
      await this.parts
        .check(entry)
        .then(() => this.update(entry))
        .catch(() => undefined);
    }
  }

  async #pointer(request: GeometryRequest): Promise<CoordinatesPointer | undefined> {
    const { macromoleculeBundleId, step, deadline } = request;
    const patience = Math.min(Date.now() + LATE_UPDATE, deadline);
    for (;;) {
      const pointer = await this.parts.registry.coordinates(macromoleculeBundleId);
      if (step === undefined || pointer?.step === step) return pointer;
      if (pointer && pointer.step > step) {
        const fault = `step ${step} was asked for, but the coordinates are those of step ${pointer.step} already`;
        throw new GeominError('REQUEST', fault, 'Name the sites by coordinates_bundle_id.');
      }
      if (Date.now() >= patience) {
        const now = pointer ? `are those of step ${pointer.step}` : 'were never updated';
        throw new GeominError('REQUEST', `step ${step} was asked for, but the coordinates ${now}`);
      }
      await sleep(LOOK_AGAIN);
    }
  }
}

function toSites(
  bundle: CoordinateBundle,
  bundleId: string | undefined,
  request: GeometryRequest,
  atomCount: number,
): RequestedSites {
  const { sitesCart, step, checksum } = bundle;
  const name = bundleId === undefined ? 'the inline coordinates' : `bundle ${bundleId}`;
  if (sitesCart.length !== 3 * atomCount) {
    const fault = `${name} has the sites of ${sitesCart.length / 3} atoms`;
    throw new GeominError('BUNDLE', `${fault}, but the macromolecule has ${atomCount}`);
  }
  if (request.step !== undefined && step !== undefined && step !== request.step) {
    throw new GeominError('BUNDLE', `${name} has the sites of step ${step}, not of step ${request.step}`);
  }
  if (request.coordinatesChecksum !== undefined && checksum !== request.coordinatesChecksum) {
    throw new GeominError('BUNDLE', `${name} does not have the checksum that the request names`);
  }
  return { sitesCart, step: step ?? request.step, bundleId };
}
