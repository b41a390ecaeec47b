import { detectFormat } from '../model/format.js';
import { UNKNOWN_RESIDUES } from '../restraints/named-model.js';
import { TERMS, type Term } from '../restraints/restraints.js';
import { bytesOf } from './arrays.js';
import type { BundleFields } from './bundle-fields.js';
import type {
  Bundle,
  BundleType,
  CoordinateBundle,
  DocumentBundle,
  GradientBundle,
  MacromoleculeBundle,
} from './bundle.js';
import type { Packable } from './msgpack.js';
import { restraintsFromFields, restraintsToMap } from './restraint-fields.js';

/** The fields of each type of bundle, there and back, without those that every bundle has. */

type Entries = Iterable<readonly [string, Packable | undefined]>;

/** The names on the wire with their values; those that are undefined are to be left out. */
export function entriesOf(bundle: Bundle): Entries {
  switch (bundle.bundleType) {
    case 'macromolecule_data':
      return macromoleculeEntries(bundle);
    case 'geometry_gradient_data':
      return gradientEntries(bundle);
    case 'coordinate_update':
      return coordinateEntries(bundle);
    case 'document':
      return documentEntries(bundle);
  }
}

/** A bundle of a type from its fields. */
export function bundleFrom(type: BundleType, fields: BundleFields): Bundle {
  switch (type) {
    case 'macromolecule_data':
      return macromoleculeFrom(fields);
    case 'geometry_gradient_data':
      return gradientsFrom(fields);
    case 'coordinate_update':
      return coordinatesFrom(fields);
    case 'document':
      return documentFrom(fields);
  }
}

function macromoleculeEntries(bundle: MacromoleculeBundle): Entries {
  const { model, restraints, unknown, terms, atomCount } = bundle;
  return [
    ['model_text', model?.text],
    ['model_format', model?.format],
    ['model_name', model?.name],
    ['unknown', unknown],
    ['terms', terms],
    ['restraints', restraints && restraintsToMap(restraints)],
    ['atom_count', atomCount],
  ];
}

function macromoleculeFrom(fields: BundleFields): MacromoleculeBundle {
  const text = fields.bytes('model_text');
  const restraints = fields.fields('restraints');
  if (text === undefined && restraints === undefined) {
    fields.fail(
      'it holds neither model_text nor restraints',
      'Put the bytes of a PDB or mmCIF file into model_text.',
    );
  }
  const format = fields.choice('model_format', ['pdb', 'mmcif']) ?? detectFormat(text ?? Buffer.alloc(0));
  const name = fields.text('model_name') ?? 'model';
  return present<MacromoleculeBundle>({
    bundleType: 'macromolecule_data',
    // A copy: what holds the view would hold all of the packed bundle.
    model: text && { text: Buffer.from(text), format, name },
    unknown: fields.choice('unknown', UNKNOWN_RESIDUES),
    terms: fields.choices('terms', TERMS),
    restraints: restraints && restraintsFromFields(restraints),
    atomCount: fields.atomCount('atom_count'),
  });
}

function gradientEntries(bundle: GradientBundle): Entries {
  const { gradients, terms } = bundle;
  return [
    ['parent_bundle_id', bundle.parentBundleId],
    ['request_id', bundle.requestId],
    ['step', bundle.step],
    ['total_geometry_energy', bundle.energy],
    ['energies', terms && new Map(TERMS.map((term) => [term, terms[term]]))],
    ['gradient_norm', bundle.gradientNorm],
    ['missing', bundle.missing],
    ...pointEntries('geometry_gradients', gradients),
  ];
}

function gradientsFrom(fields: BundleFields): GradientBundle {
  return present<GradientBundle>({
    bundleType: 'geometry_gradient_data',
    gradients: fields.points('geometry_gradients'),
    parentBundleId: fields.requiredText('parent_bundle_id'),
    requestId: fields.requiredText('request_id'),
    step: fields.count('step'),
    energy: fields.number('total_geometry_energy'),
    terms: energiesFrom(fields.fields('energies')),
    gradientNorm: fields.number('gradient_norm'),
    missing: fields.texts('missing'),
  });
}

/** A term that the writer left out was not computed: 0. */
function energiesFrom(fields: BundleFields | undefined): Record<Term, number> | undefined {
  if (fields === undefined) return undefined;
  const unknown = fields.names().find((name) => !(TERMS as readonly string[]).includes(name));
  if (unknown !== undefined) {
    fields.fail(`${JSON.stringify(unknown.slice(0, 80))} is no term`, `There are ${TERMS.join(', ')}.`);
  }
  return Object.fromEntries(TERMS.map((term) => [term, fields.number(term) ?? 0])) as Record<Term, number>;
}

function coordinateEntries({ parentBundleId, step, sitesCart }: CoordinateBundle): Entries {
  return [['parent_bundle_id', parentBundleId], ['step', step], ...pointEntries('coordinates', sitesCart)];
}

function coordinatesFrom(fields: BundleFields): CoordinateBundle {
  return present<CoordinateBundle>({
    bundleType: 'coordinate_update',
    sitesCart: fields.points('coordinates') ?? fields.missing('coordinates'),
    parentBundleId: fields.requiredText('parent_bundle_id'),
    step: fields.count('step'),
  });
}

function documentEntries({ name, mediaType, content }: DocumentBundle): Entries {
  return [
    ['name', name],
    ['media_type', mediaType],
    ['content', content],
  ];
}

function documentFrom(fields: BundleFields): DocumentBundle {
  return {
    bundleType: 'document',
    name: fields.requiredText('name'),
    mediaType: fields.requiredText('media_type'),
    // A copy, as with the text of a model.
    content: Buffer.from(fields.bytes('content') ?? fields.missing('content')),
  };
}

function pointEntries(name: string, points: Float64Array | undefined): [string, Packable][] {
  if (points === undefined) return [];
  return [
    [name, bytesOf(points)],
    ['shape', [points.length / 3, 3]],
    ['dtype', '<f8'],
  ];
}

/** Without the fields that are undefined. */
function present<T extends object>(bundle: T): T {
  for (const name of Object.keys(bundle) as (keyof T)[]) {
    if (bundle[name] === undefined) delete bundle[name];
  }
  return bundle;
}
