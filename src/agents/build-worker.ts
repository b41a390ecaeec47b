import { decodeBundle } from '../bundles/codec.js';
import { restraintsOf, sitesOf } from '../bundles/macromolecule.js';
import { GeominError, type ErrorCode } from '../errors.js';
import type { Restraints, Term } from '../restraints/restraints.js';

/** A packed macromolecule bundle. */
export interface BuildTask {
  readonly id: string;
  readonly bytes: Uint8Array;
  /** Restraints take a hundred times as long as sites. */
  readonly needs: 'restraints' | 'sites';
}

/** What a thread can hand to another: no functions, and errors in words. */
export type BuildResult =
  | {
      readonly kind: 'restraints';
      readonly restraints: Restraints;
      readonly terms: readonly Term[] | undefined;
      /** One a line. */
      readonly labels: string;
      /** Undefined where the bundle has restraints alone. */
      readonly sitesCart: Float64Array | undefined;
    }
  | { readonly kind: 'sites'; readonly sitesCart: Float64Array | undefined }
  | {
      readonly kind: 'error';
      readonly error: { readonly code: ErrorCode; readonly message: string; readonly remedy: string };
    };

/** Builds the restraints of a macromolecule, or only reads its sites, on a thread of its own: that may take seconds. */
export default function build({ id, bytes, needs }: BuildTask): BuildResult {
  try {
    const bundle = decodeBundle(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
      id,
      type: 'macromolecule_data',
    });
    if (needs === 'sites') return { kind: 'sites', sitesCart: sitesOf(bundle, id) };
    const { atomLabel, ...restraints } = restraintsOf(bundle, id);
    const label = atomLabel ?? ((iSeq: number) => `number ${iSeq}`);
    const labels = Array.from({ length: restraints.atomCount }, (_, iSeq) => label(iSeq)).join('\n');
    return { kind: 'restraints', restraints, terms: bundle.terms, labels, sitesCart: sitesOf(bundle, id) };
  } catch (error) {
    if (!(error instanceof GeominError)) throw error;
    const { code, message, remedy } = error;
    return { kind: 'error', error: { code, message, remedy } };
  }
}
