import fc from 'fast-check';
import type {
  Bundle,
  CoordinateBundle,
  DocumentBundle,
  GradientBundle,
  MacromoleculeBundle,
} from '../../src/bundles/bundle.js';
import { UNKNOWN_RESIDUES } from '../../src/restraints/named-model.js';
import { TERMS, type Restraints, type Term } from '../../src/restraints/restraints.js';

/** Bundles of every type with any content, for fast-check. */

const anyNumber = fc.double();
// msgpackr, which the tests compare with, writes -0 as 0.
const scalar = anyNumber.map((value) => value + 0);
const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 });
const step = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const points = fc
  .array(fc.tuple(anyNumber, anyNumber, anyNumber), { maxLength: 30 })
  .map((sites) => Float64Array.from(sites.flat()));
const f8 = fc.array(anyNumber, { maxLength: 12 }).map((values) => Float64Array.from(values));
const i4 = fc.array(fc.integer(), { maxLength: 12 }).map((values) => Int32Array.from(values));
const u1 = fc
  .array(fc.integer({ min: 0, max: 255 }), { maxLength: 12 })
  .map((values) => Uint8Array.from(values));

const bonds = fc.record(
  { iSeqs: i4, ideal: f8, weight: f8, slack: f8, limit: f8, topOut: u1 },
  { requiredKeys: ['iSeqs', 'ideal', 'weight'] },
);
const angles = fc.record(
  { iSeqs: i4, ideal: f8, weight: f8, slack: f8 },
  { requiredKeys: ['iSeqs', 'ideal', 'weight'] },
);
const dihedrals = fc.record(
  {
    iSeqs: i4,
    ideal: f8,
    weight: f8,
    periodicity: i4,
    altAngleIdeals: fc.record({ offsets: i4, values: f8 }),
    limit: f8,
    topOut: u1,
  },
  { requiredKeys: ['iSeqs', 'ideal', 'weight', 'periodicity'] },
);
const parallelities = fc.record(
  { offsets: i4, iSeqs: i4, ideal: f8, weight: f8, slack: f8, limit: f8, topOut: u1 },
  { requiredKeys: ['offsets', 'iSeqs', 'ideal', 'weight'] },
);
const positions = fc.record(
  { iSeqs: i4, ideal: f8, weight: f8, slack: f8, limit: f8, topOut: u1 },
  { requiredKeys: ['iSeqs', 'ideal', 'weight'] },
);
const symmetry = fc.record(
  { fractionalization: f8, operators: f8, siteSymmetry: i4, copyGroup: i4 },
  { requiredKeys: ['fractionalization', 'operators'] },
);
const nonbondedAtoms = fc.record(
  { radius: f8, hydrogenBond: u1, conformer: i4, bonded: i4, buffer: scalar, symmetry },
  { requiredKeys: ['radius', 'hydrogenBond', 'conformer', 'bonded'] },
);

/** Restraints whose columns are of the right types, and need not fit each other. */
export const anyRestraints: fc.Arbitrary<Restraints> = fc.record(
  {
    atomCount: fc.nat({ max: 20 }),
    bonds,
    angles,
    dihedrals,
    chiralities: fc.record({ iSeqs: i4, ideal: f8, weight: f8, bothSigns: u1 }),
    planes: fc.record({ offsets: i4, iSeqs: i4, weight: f8 }),
    parallelities,
    positions,
    fixed: u1,
    nonbonded: fc.oneof(fc.record({ pairs: fc.record({ iSeqs: i4, vdw: f8 }) }), nonbondedAtoms),
  },
  { requiredKeys: ['atomCount'] },
);

const model = fc.record({
  text: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  format: fc.constant('pdb' as const),
  name: text,
});
const options = {
  unknown: fc.constantFrom(...UNKNOWN_RESIDUES),
  terms: fc.subarray([...TERMS]),
  atomCount: fc.nat({ max: 0x7fffffff }),
  createdAt: fc.nat({ max: 4e12 }),
};

export const anyMacromolecule: fc.Arbitrary<MacromoleculeBundle> = fc.oneof(
  fc.record(
    { bundleType: fc.constant('macromolecule_data' as const), model, restraints: anyRestraints, ...options },
    { requiredKeys: ['bundleType', 'model'] },
  ),
  fc.record(
    { bundleType: fc.constant('macromolecule_data' as const), restraints: anyRestraints, ...options },
    { requiredKeys: ['bundleType', 'restraints'] },
  ),
);

const energies = fc.record(Object.fromEntries(TERMS.map((term) => [term, scalar]))) as fc.Arbitrary<
  Record<Term, number>
>;

export const anyGradients: fc.Arbitrary<GradientBundle> = fc.record(
  {
    bundleType: fc.constant('geometry_gradient_data' as const),
    gradients: points,
    parentBundleId: text,
    requestId: text,
    step,
    energy: scalar,
    terms: energies,
    gradientNorm: scalar,
    createdAt: options.createdAt,
  },
  { requiredKeys: ['bundleType', 'parentBundleId', 'requestId'] },
);

export const anyCoordinates: fc.Arbitrary<CoordinateBundle> = fc.record(
  {
    bundleType: fc.constant('coordinate_update' as const),
    sitesCart: points,
    parentBundleId: text,
    step,
    createdAt: options.createdAt,
  },
  { requiredKeys: ['bundleType', 'sitesCart', 'parentBundleId'] },
);

export const anyDocument: fc.Arbitrary<DocumentBundle> = fc.record(
  {
    bundleType: fc.constant('document' as const),
    name: text,
    mediaType: text,
    content: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    createdAt: options.createdAt,
  },
  { requiredKeys: ['bundleType', 'name', 'mediaType', 'content'] },
);

export const anyBundle: fc.Arbitrary<Bundle> = fc.oneof(
  anyMacromolecule,
  anyGradients,
  anyCoordinates,
  anyDocument,
);
