import { BundleFields } from './bundle-fields.js';
import { bundleFrom, entriesOf } from './bundle-maps.js';
import { BUNDLE_TYPES, type Bundle, type BundleOrigin, type BundleType } from './bundle.js';
import { checksumOfMap } from './checksum.js';
import { bundleFault } from './faults.js';
import { MsgpackError, type Packable, type PackableMap } from './msgpack.js';
import { unpackMap } from './msgpack-reader.js';
import { packMap } from './msgpack-writer.js';
import type { PointsFrame } from './points-frame.js';

/** The version of the format that is written, and the highest that is read. */
export const SCHEMA_VERSION = 1;

/** The most bytes of a packed bundle by default: what Redis takes as a value. */
export const MOST_BUNDLE_BYTES = 512 * 1024 * 1024;

/** How a bundle is packed. */
export interface EncodeOptions {
  /** {@link checksumOf} of the bundle, where it is known already; null to leave it out. */
  readonly checksum?: string | null;
  /** Holds the bundle's points; what is packed is its own then. */
  readonly frame?: PointsFrame;
}

/**
 * Packs a bundle as a msgpack map.
 *
 * @returns bytes that share nothing with the bundle, but for its frame's
 */
export function encodeBundle(bundle: Bundle, { checksum, frame }: EncodeOptions = {}): Buffer {
  const fields = mapOf(bundle);
  const map = new Map<string, Packable>([
    ['bundle_type', bundle.bundleType],
    ['schema_version', SCHEMA_VERSION],
    ['created_at', bundle.createdAt ?? Date.now()],
  ]);
  if (checksum !== null) map.set('checksum', checksum ?? checksumOfMap(fields));
  for (const [name, value] of fields) map.set(name, value);
  return frame ? frame.pack(map) : packMap(map);
}

/** The checksum that a bundle has once it is packed: SHA-256 over its binary fields in the order of their names, hex. */
export function checksumOf(bundle: Bundle): string {
  return checksumOfMap(mapOf(bundle));
}

function mapOf(bundle: Bundle): PackableMap {
  const map = new Map<string, Packable>();
  for (const [name, value] of entriesOf(bundle)) {
    if (value !== undefined) map.set(name, value);
  }
  return map;
}

/** What a packed bundle has to be. */
export interface DecodeOptions<T extends BundleType = BundleType> {
  /** The type that it has to be of. Where absent, all are taken: `geomin bundle show` does not know it beforehand. */
  readonly type?: T;
  /** Names it in errors. */
  readonly id?: string;
  /** Default {@link MOST_BUNDLE_BYTES}. */
  readonly maxBytes?: number;
  /** False: the checksum of a bundle without one need not be worked out. One that is there is verified always. */
  readonly needsChecksum?: boolean;
  /** Where the bundle's points go, if it has as many. */
  readonly pointsInto?: Float64Array;
}

/**
 * Unpacks a bundle. Arrays are copies, so that `bytes` may be used again; sites and gradients can be any numbers, also
 * such as are not finite.
 *
 * @throws GeominError `BUNDLE` naming the bundle and its fault, whatever the bytes are: of another type or a later version,
 *   cut, altered, too large, fields missing or not what they should be
 */
export function decodeBundle<T extends BundleType = BundleType>(
  bytes: Buffer,
  options: DecodeOptions<T> = {},
): Extract<Bundle, { bundleType: T }> {
  const { map, fields } = unpacked(bytes, options);
  const { bundleType, createdAt } = headOf(fields);
  if (options.type !== undefined && bundleType !== options.type) {
    fields.fail(`it is a ${bundleType}, where a ${options.type} is expected`);
  }
  const origin = { createdAt, checksum: verifiedChecksum(map, fields, options.needsChecksum ?? true) };
  return withOrigin(bundleFrom(bundleType, fields), origin) as Extract<Bundle, { bundleType: T }>;
}

/** What a packed bundle says of itself. */
export interface BundleHead {
  readonly bundleType: BundleType;
  readonly schemaVersion: number;
  /** Milliseconds since 1970, where its writer said so. */
  readonly createdAt: number | undefined;
  /** Hex, where its writer gave one; not compared with anything. */
  readonly statedChecksum: string | undefined;
}

/**
 * Reads what a packed bundle says of itself, and nothing else of it.
 *
 * @throws GeominError `BUNDLE` where it is no bundle, or of a later version
 */
export function readHead(bytes: Buffer, options: Omit<DecodeOptions, 'type'> = {}): BundleHead {
  return headOf(unpacked(bytes, options).fields);
}

function unpacked(
  bytes: Buffer,
  { id, maxBytes = MOST_BUNDLE_BYTES, pointsInto }: DecodeOptions,
): { map: PackableMap; fields: BundleFields } {
  requireSize(bytes.length, maxBytes, id);
  const map = unpack(bytes, id);
  return { map, fields: new BundleFields(map, id, '', pointsInto) };
}

function headOf(fields: BundleFields): BundleHead {
  return {
    bundleType: fields.choice('bundle_type', BUNDLE_TYPES) ?? fields.missing('bundle_type'),
    schemaVersion: versionOf(fields),
    createdAt: fields.number('created_at'),
    statedChecksum: fields.text('checksum'),
  };
}

/** @throws GeominError `BUNDLE` where a packed bundle is larger than allowed */
export function requireSize(size: number, maxBytes: number, id: string | undefined): void {
  if (size <= maxBytes) return;
  throw bundleFault(id, `it is larger than the ${maxBytes} bytes allowed`);
}

function unpack(bytes: Buffer, id: string | undefined): PackableMap {
  try {
    return unpackMap(bytes);
  } catch (error) {
    if (!(error instanceof MsgpackError)) throw error;
    throw bundleFault(id, error.message, 'Bundles are msgpack maps; arrays in them are raw bytes.');
  }
}

function versionOf(fields: BundleFields): number {
  const version = fields.count('schema_version') ?? SCHEMA_VERSION;
  if (version >= 1 && version <= SCHEMA_VERSION) return version;
  const fault = `it is of schema version ${version}, and only up to ${SCHEMA_VERSION} is understood`;
  return fields.fail(fault, version === 0 ? '' : 'Use a later geomin.');
}

/** The checksum that the bundle carries, or is to carry where its writer left it out. */
function verifiedChecksum(map: PackableMap, fields: BundleFields, isWanted: boolean): string | undefined {
  const stated = fields.text('checksum');
  if (stated === undefined && !isWanted) return undefined;
  const checksum = checksumOfMap(map);
  if (stated !== undefined && stated.toLowerCase() !== checksum) {
    fields.fail('its checksum does not fit: it was altered', 'Store it again.');
  }
  return checksum;
}

function withOrigin(bundle: Bundle, { createdAt, checksum }: BundleOrigin): Bundle {
  return {
    ...bundle,
    ...(createdAt !== undefined && { createdAt }),
    ...(checksum !== undefined && { checksum }),
  };
}
