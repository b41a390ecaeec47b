import { z } from 'zod';
import { ERROR_CODES, type ErrorCode } from '../errors.js';
import type { Entry, OutgoingFields } from '../transport/entry.js';
import { readJsonField } from './json-fields.js';

/** What an agent has to say about a request. */
export interface GeometryResponse {
  readonly requestId: string;
  readonly success: boolean;
  /** Of the stored gradient bundle; absent where it came inline, or nothing did. */
  readonly geometryBundleId?: string;
  /** A packed gradient bundle. */
  readonly inlineGeometry?: Buffer;
  readonly error?: { readonly code: ErrorCode; readonly message: string };
  /** Seconds. */
  readonly processingTime: number;
  readonly step?: number;
  readonly coordinatesBundleId?: string;
  readonly energy?: number;
  readonly terms?: Readonly<Record<string, number>>;
  readonly gradientNorm?: number;
  /** Of the gradient bundle. */
  readonly checksum?: string;
  /** Parts that did not answer and are not in the sums; only where the request allowed it. */
  readonly missing?: readonly string[];
  /** What an agent of another kind has to say, read from JSON: only who asked knows its shape. */
  readonly result?: unknown;
}

/** The entry of a response: the old form, and what is new beside it. */
export function responseFields(
  response: GeometryResponse,
  { agentId, sequence }: { readonly agentId: string; readonly sequence: number },
  request: Entry,
): OutgoingFields {
  const now = String(Date.now() / 1000);
  const fields: Record<string, string | Buffer> = {
    response: JSON.stringify(toJson(response, now)),
    timestamp: now,
    agent_id: agentId,
    type: response.success ? 'response' : 'error',
    message_id: `${agentId}.${sequence}`,
    sender: agentId,
    sequence: String(sequence),
  };
  const recipient = request.fields.get('sender');
  if (recipient) fields.recipient = recipient;
  const messageId = request.fields.get('message_id');
  if (messageId) fields.parent_id = messageId;
  const correlationId = request.fields.get('correlation_id') ?? messageId;
  if (correlationId) fields.correlation_id = correlationId;
  if (response.inlineGeometry) fields.geometry = response.inlineGeometry;
  return fields;
}

function toJson(response: GeometryResponse, timestamp: string): object {
  return {
    request_id: response.requestId,
    success: response.success,
    geometry_bundle_id: response.geometryBundleId ?? null,
    error_message: response.error?.message ?? null,
    processing_time: response.processingTime,
    timestamp,
    error_code: response.error?.code,
    step: response.step,
    coordinates_bundle_id: response.coordinatesBundleId,
    total_geometry_energy: response.energy,
    energies: response.terms,
    gradient_norm: response.gradientNorm,
    geometry_checksum: response.checksum,
    missing: response.missing,
    result: response.result,
  };
}

const responseJson = z.object({
  request_id: z.string(),
  success: z.boolean(),
  geometry_bundle_id: z.string().nullish(),
  error_message: z.string().nullish(),
  error_code: z.string().nullish(),
  processing_time: z.number(),
  step: z.number().nullish(),
  coordinates_bundle_id: z.string().nullish(),
  total_geometry_energy: z.number().nullish(),
  energies: z.record(z.string(), z.number()).nullish(),
  gradient_norm: z.number().nullish(),
  geometry_checksum: z.string().nullish(),
  missing: z.array(z.string()).nullish(),
  result: z.unknown().optional(),
});

/**
 * Reads the response of an entry.
 *
 * @throws GeominError `REQUEST` where it is none
 */
export function parseResponse({ fields }: Entry): GeometryResponse {
  const json = readJsonField(responseJson, fields, 'response');
  const { error_code: code, error_message: message } = json;
  return {
    requestId: json.request_id,
    success: json.success,
    geometryBundleId: json.geometry_bundle_id ?? undefined,
    inlineGeometry: fields.get('geometry'),
    error: json.success ? undefined : { code: toCode(code), message: message ?? 'no reason given' },
    processingTime: json.processing_time,
    step: json.step ?? undefined,
    coordinatesBundleId: json.coordinates_bundle_id ?? undefined,
    energy: json.total_geometry_energy ?? undefined,
    terms: json.energies ?? undefined,
    gradientNorm: json.gradient_norm ?? undefined,
    checksum: json.geometry_checksum ?? undefined,
    missing: json.missing ?? undefined,
    result: json.result,
  };
}

function toCode(text: string | null | undefined): ErrorCode {
  return ERROR_CODES.find((code) => code === text) ?? 'REQUEST';
}
