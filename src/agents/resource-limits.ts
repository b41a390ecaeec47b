import { GeominError } from '../errors.js';

/** Most that an agent takes on. */
export interface ResourceLimits {
  /** Of a macromolecule. */
  readonly maxAtoms?: number;
  /** Of a macromolecule, all terms together but nonbonded pairs. */
  readonly maxRestraints?: number;
  /** Of a packed bundle. Default 256 MiB. */
  readonly maxBundleBytes?: number;
  /** Of all fields of a message together. Default 64 MiB. */
  readonly maxMessageBytes?: number;
}

/** @throws GeominError `LIMIT` where a bundle has more of something than an agent takes */
export function requireWithin(limit: number | undefined, count: number, of: string, id: string): void {
  if (limit === undefined || count <= limit) return;
  throw new GeominError('LIMIT', `bundle ${id} has ${count} ${of}, this agent takes ${limit} at most`);
}
