import type { ModelFormat } from '../model/model.js';
import type { UnknownResidues } from '../restraints/named-model.js';
import type { Restraints, Term } from '../restraints/restraints.js';

/**
 * What programs hand each other: msgpack maps on the wire, in snake_case, with arrays as raw little-endian bytes. A
 * bundle never changes once it is stored.
 */
export type Bundle = MacromoleculeBundle | GradientBundle | CoordinateBundle | DocumentBundle;

/** The values of `bundle_type`. */
export const BUNDLE_TYPES = [
  'macromolecule_data',
  'geometry_gradient_data',
  'coordinate_update',
  'document',
] as const;
/** One of {@link BUNDLE_TYPES}. */
export type BundleType = (typeof BUNDLE_TYPES)[number];

/** What the codec adds to every bundle, and tells of one that it has unpacked. */
export interface BundleOrigin {
  /** Milliseconds since 1970, `created_at`; absent in bundles of some foreign writers. */
  readonly createdAt?: number;
  /** SHA-256 of the binary fields in the order of their names, hex. Never taken from here, always computed. */
  readonly checksum?: string;
}

/** A model to be restrained, `macromolecule_data`: the text of its file, or restraints made elsewhere, or both. */
export interface MacromoleculeBundle extends BundleOrigin {
  readonly bundleType: 'macromolecule_data';
  /** `model_text` (bytes), `model_format`, `model_name`. Of several MODELs the first counts. */
  readonly model?: { readonly text: Buffer; readonly format: ModelFormat; readonly name: string };
  /** What the restraints are to be made with; `unknown`. */
  readonly unknown?: UnknownResidues;
  /** Terms to compute, `terms`; default: all. */
  readonly terms?: readonly Term[];
  /** Used as they are where they are given, `restraints`: a map of maps of raw arrays. */
  readonly restraints?: Restraints;
  /** `atom_count`, where the writer knew. */
  readonly atomCount?: number;
}

/** What an agent computed, `geometry_gradient_data`. */
export interface GradientBundle extends BundleOrigin {
  readonly bundleType: 'geometry_gradient_data';
  /** `geometry_gradients`, 3n, 1/Å, with `shape` [n, 3] and `dtype` "<f8"; absent for `energy_only`. */
  readonly gradients?: Float64Array;
  /** Of the macromolecule, `parent_bundle_id`. */
  readonly parentBundleId: string;
  readonly requestId: string;
  readonly step?: number;
  /** `total_geometry_energy`; absent for `gradients_only`, as are the energies per term. */
  readonly energy?: number;
  /** `energies`. */
  readonly terms?: Readonly<Record<Term, number>>;
  /** Euclidean length, 1/Å, `gradient_norm`. */
  readonly gradientNorm?: number;
  /** Parts of a sum that did not answer and are not in it. */
  readonly missing?: readonly string[];
}

/** Sites, `coordinate_update`. */
export interface CoordinateBundle extends BundleOrigin {
  readonly bundleType: 'coordinate_update';
  /** `coordinates`, 3n, Å, with `shape` [n, 3] and `dtype` "<f8". */
  readonly sitesCart: Float64Array;
  /** Of the macromolecule, `parent_bundle_id`. */
  readonly parentBundleId: string;
  readonly step?: number;
}

/** Whatever else goes with models and sites: how they are to be minimized, how far that is, a table of many. */
export interface DocumentBundle extends BundleOrigin {
  readonly bundleType: 'document';
  /** What messages call it. */
  readonly name: string;
  /** What the content is, `media_type`, as `application/json`. */
  readonly mediaType: string;
  readonly content: Buffer;
}
