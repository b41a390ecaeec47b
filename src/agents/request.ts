import { z } from 'zod';
import { sentAt, type Entry } from '../transport/entry.js';
import { parseJsonField, readJsonField } from './json-fields.js';

export const CALCULATION_TYPES = ['gradients_and_energy', 'energy_only', 'gradients_only'] as const;
/** What of energies and gradients is wanted. */
export type CalculationType = (typeof CALCULATION_TYPES)[number];

const LONGEST_ID = 512;
const id = z.string().min(1).max(LONGEST_ID);
const step = z.number().int().nonnegative();

/** A request as it is written in JSON. Without `coordinates_bundle_id` and inline sites it is one of the old form. */
const requestJson = z.strictObject({
  request_id: id,
  macromolecule_bundle_id: id,
  calculation_type: z.enum(CALCULATION_TYPES).default('gradients_and_energy'),
  priority: z.number().int().default(1),
  timeout_seconds: z.number().positive().default(300),
  refresh_restraints: z.boolean().default(false),
  coordinates_bundle_id: id.nullish(),
  coordinates_checksum: z.string().nullish(),
  step: step.nullish(),
  reply_to: id.nullish(),
  inline_response: z.boolean().default(false),
  with_checksum: z.boolean().default(true),
  allow_partial: z.boolean().default(false),
  // Written by the old form, and of no meaning any more.
  retry_count: z.unknown().optional(),
  max_retries: z.unknown().optional(),
  created_at: z.unknown().optional(),
});

/** What programs write into the field `request`. */
export interface RequestJson {
  readonly request_id: string;
  readonly macromolecule_bundle_id: string;
  readonly calculation_type?: CalculationType;
  readonly priority?: number;
  readonly timeout_seconds?: number;
  readonly refresh_restraints?: boolean;
  readonly coordinates_bundle_id?: string | null;
  readonly coordinates_checksum?: string | null;
  readonly step?: number | null;
  readonly reply_to?: string | null;
  readonly inline_response?: boolean;
  readonly with_checksum?: boolean;
  readonly allow_partial?: boolean;
}

/** A request that an agent can answer. */
export interface GeometryRequest {
  readonly requestId: string;
  readonly macromoleculeBundleId: string;
  readonly calculationType: CalculationType;
  /** Milliseconds since 1970: of no use to anybody later. */
  readonly deadline: number;
  readonly refreshRestraints: boolean;
  readonly coordinatesBundleId: string | undefined;
  /** Of the coordinates' bundle, where the sender vouches for it. */
  readonly coordinatesChecksum: string | undefined;
  /** A packed coordinate bundle that came with the request. */
  readonly inlineCoordinates: Buffer | undefined;
  readonly step: number | undefined;
  readonly replyTo: string | undefined;
  readonly inlineResponse: boolean;
  /** Whether the answer's bundle is to carry its checksum. */
  readonly withChecksum: boolean;
  /** Whether the sum of the parts that answer is better than none. */
  readonly allowPartial: boolean;
}

/**
 * Reads the request of an entry.
 *
 * @throws GeominError `REQUEST` naming what is wrong
 */
export function parseRequest(entry: Entry): GeometryRequest {
  const json = readJsonField(requestJson, entry.fields, 'request');
  return {
    requestId: json.request_id,
    macromoleculeBundleId: json.macromolecule_bundle_id,
    calculationType: json.calculation_type,
    // The clock of who wrote the request may be off by anything; the stream's is the same for all.
    deadline: sentAt(entry) + 1000 * json.timeout_seconds,
    refreshRestraints: json.refresh_restraints,
    coordinatesBundleId: json.coordinates_bundle_id ?? undefined,
    coordinatesChecksum: json.coordinates_checksum ?? undefined,
    inlineCoordinates: entry.fields.get('coordinates'),
    step: json.step ?? undefined,
    replyTo: json.reply_to ?? undefined,
    inlineResponse: json.inline_response,
    withChecksum: json.with_checksum,
    allowPartial: json.allow_partial,
  };
}

/** Whom to tell about a request. */
export interface Addressee {
  readonly requestId: string;
  readonly replyTo: string | undefined;
}

/** Finds out whom to tell, whatever else is wrong with a request; undefined where it has no id. */
export function addresseeOf({ fields }: Entry): Addressee | undefined {
  let json: unknown;
  try {
    json = parseJsonField(fields, 'request');
  } catch {
    return undefined;
  }
  const idOf = (name: string) => {
    const value: unknown = (json as Record<string, unknown> | null)?.[name];
    return typeof value === 'string' && value !== '' && value.length <= LONGEST_ID ? value : undefined;
  };
  const requestId = idOf('request_id');
  return requestId === undefined ? undefined : { requestId, replyTo: idOf('reply_to') };
}

const updateJson = z.object({ bundle_id: id, parent_bundle_id: id, step });

/** A message that a macromolecule has other coordinates now. */
export interface CoordinateUpdate {
  readonly bundleId: string;
  readonly macromoleculeBundleId: string;
  readonly step: number;
}

/** @throws GeominError `REQUEST` naming what is wrong */
export function parseCoordinateUpdate({ fields }: Entry): CoordinateUpdate {
  const json = readJsonField(updateJson, fields, 'coordinate_update');
  return { bundleId: json.bundle_id, macromoleculeBundleId: json.parent_bundle_id, step: json.step };
}

const cancelJson = z.object({ request_id: id });

/**
 * The id of the request that a cancellation calls off.
 *
 * @throws GeominError `REQUEST` naming what is wrong
 */
export function parseCancellation({ fields }: Entry): string {
  return readJsonField(cancelJson, fields, 'cancel').request_id;
}
