import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { Packr } from 'msgpackr';
import { describe, expect, it } from 'vitest';
import { decodeBundle } from '../../src/bundles/codec.js';
import { GeominError } from '../../src/errors.js';

const packr = new Packr({ useRecords: false });

function sites(values: number[]): Buffer {
  return Buffer.from(Float64Array.from(values).buffer);
}

/** As a foreign writer makes it: nothing but what is needed. */
const coordinates = {
  bundle_type: 'coordinate_update',
  coordinates: sites([1, 2, 3, 4, 5, 6]),
  shape: [2, 3],
  dtype: '<f8',
  parent_bundle_id: 'm1',
};
const gradients = {
  ...coordinates,
  bundle_type: 'geometry_gradient_data',
  coordinates: undefined,
  geometry_gradients: coordinates.coordinates,
  request_id: 'r1',
};
const macromolecule = { bundle_type: 'macromolecule_data', model_text: Buffer.from('END\n') };
const i4 = (...values: number[]) => Buffer.from(Int32Array.from(values).buffer);
const bonds = { i_seqs: i4(0, 1), ideal: sites([1]), weight: sites([1]) };

/** Without the fields that are undefined. */
function packed(map: Record<string, unknown>): Buffer {
  return packr.pack(Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined)));
}

/** The message of the error that bytes are refused with; everything else fails the test. */
function refusal(bytes: Buffer, options: Parameters<typeof decodeBundle>[1] = {}): string {
  try {
    decodeBundle(bytes, { id: 'b1', ...options });
  } catch (error) {
    expect(error).toBeInstanceOf(GeominError);
    expect((error as GeominError).code).toBe('BUNDLE');
    return (error as GeominError).message;
  }
  throw new Error('the bundle was not refused');
}

describe('bundles of foreign writers', () => {
  it('may leave out what is not needed, and have what is not known', () => {
    const foreign = packed({
      ...coordinates,
      dialect: 'numpy',
      metadata: { source: 'python', list: [1, 'a', null, true, 2.5], nested: { deep: [[]] } },
      step: null,
      written: new Date(0),
      7: 'a number for a name',
    });
    expect(decodeBundle(foreign)).toEqual({
      bundleType: 'coordinate_update',
      sitesCart: Float64Array.of(1, 2, 3, 4, 5, 6),
      parentBundleId: 'm1',
      checksum: createHash('sha256').update(coordinates.coordinates).digest('hex'),
    });
  });

  it('may hold single precision, and no dtype for double', () => {
    const single = Buffer.from(Float32Array.of(0.5, 0.1, -3).buffer);
    const bundle = decodeBundle(
      packed({ ...coordinates, coordinates: single, shape: [1, 3], dtype: '<f4' }),
      {
        type: 'coordinate_update',
      },
    );
    expect(bundle.sitesCart).toEqual(Float64Array.of(0.5, Math.fround(0.1), -3));
    const plain = decodeBundle(packed({ ...coordinates, dtype: undefined }), { type: 'coordinate_update' });
    expect(plain.sitesCart).toHaveLength(6);
  });

  it('may be no more than the text of a file', () => {
    expect(decodeBundle(packed(macromolecule))).toMatchObject({
      model: { text: Buffer.from('END\n'), format: 'pdb', name: 'model' },
    });
  });

  it('may have whole numbers of 64 bits', () => {
    const wide = packed({ ...coordinates, created_at: 1_700_000_000_123n, step: 2n ** 40n });
    expect(decodeBundle(wide)).toMatchObject({ createdAt: 1_700_000_000_123, step: 2 ** 40 });
  });

  it('have a checksum over all raw bytes in the order of their names', () => {
    const slack = sites([0.25]);
    const extra = sites([7]);
    // model_text, restraints.an_extra, restraints.bonds.i_seqs, .ideal, .slack, .weight
    const all = [macromolecule.model_text, extra, bonds.i_seqs, bonds.ideal, slack, bonds.weight];
    const checksum = createHash('sha256').update(Buffer.concat(all)).digest('hex');
    const restraints = { bonds: { ...bonds, slack }, atom_count: 2, an_extra: extra };
    const bundle = decodeBundle(packed({ restraints, ...macromolecule, checksum: checksum.toUpperCase() }));
    expect(bundle.checksum).toBe(checksum);
  });
});

describe('a bundle is refused by its name and its fault', () => {
  it.each<[string, Record<string, unknown>, RegExp]>([
    ['no type', { ...coordinates, bundle_type: undefined }, /bundle_type is missing/],
    ['an unknown type', { ...coordinates, bundle_type: 'pickle' }, /bundle_type is "pickle"/],
    [
      'a type that is no text',
      { ...coordinates, bundle_type: 3 },
      /bundle_type must be a text, not a number/,
    ],
    ['a later version', { ...coordinates, schema_version: 2 }, /schema version 2, and only up to 1/],
    ['version 0', { ...coordinates, schema_version: 0 }, /schema version 0/],
    ['half a version', { ...coordinates, schema_version: 1.5 }, /schema_version is 1\.5/],
    ['another checksum', { ...coordinates, checksum: 'ab'.repeat(32) }, /its checksum does not fit/],
    ['no coordinates', { ...coordinates, coordinates: undefined }, /coordinates is missing/],
    [
      'a list of numbers',
      { ...coordinates, coordinates: [1, 2, 3] },
      /coordinates must be raw bytes .*not a list/,
    ],
    [
      'a text for bytes',
      { ...coordinates, coordinates: 'abc' },
      /coordinates must be raw bytes .*not a text/,
    ],
    [
      'bytes that are not n*24',
      { ...coordinates, coordinates: Buffer.alloc(47) },
      /47 bytes, but its shape \[2,3\].* 48/,
    ],
    ['bytes of more atoms', { ...coordinates, coordinates: Buffer.alloc(72) }, /72 bytes/],
    ['no shape', { ...coordinates, shape: undefined }, /shape is not \[atoms, 3\]/],
    ['a flat shape', { ...coordinates, shape: [6] }, /shape is not/],
    ['a shape of other columns', { ...coordinates, shape: [3, 2] }, /shape is not/],
    ['a negative shape', { ...coordinates, shape: [-2, 3] }, /shape is not/],
    ['a huge shape', { ...coordinates, shape: [1e15, 3] }, /shape is not/],
    ['the largest shape', { ...coordinates, shape: [0x7fffffff, 3] }, /48 bytes, but/],
    ['a shape of NaN', { ...coordinates, shape: [NaN, 3] }, /shape is not/],
    ['a shape of infinity', { ...coordinates, shape: [Infinity, 3] }, /shape is not/],
    ['a shape of texts', { ...coordinates, shape: ['2', 3] }, /shape is not/],
    ['another dtype', { ...coordinates, dtype: '>f8' }, /dtype is ">f8"/],
    ['a narrower dtype', { ...coordinates, dtype: '<f4' }, /48 bytes, but .*<f4 make 24/],
    ['no parent', { ...coordinates, parent_bundle_id: undefined }, /parent_bundle_id is missing/],
    ['a negative step', { ...coordinates, step: -1 }, /step is -1/],
    ['a step of NaN', { ...coordinates, step: NaN }, /step is NaN/],
    ['no request', { ...gradients, request_id: undefined }, /request_id is missing/],
    ['an unknown term', { ...gradients, energies: { bonds: 1 } }, /energies\."bonds" is no term/],
    ['an energy in words', { ...gradients, energies: { bond: 'low' } }, /energies\.bond must be a number/],
    ['energies in a list', { ...gradients, energies: [1] }, /energies must be a map, not a list/],
    [
      'neither model nor restraints',
      { bundle_type: 'macromolecule_data' },
      /neither model_text nor restraints/,
    ],
    ['another format', { ...macromolecule, model_format: 'mol2' }, /model_format is "mol2"/],
    ['a model in a text', { ...macromolecule, model_text: 'END' }, /model_text must be raw bytes/],
    ['unknown terms', { ...macromolecule, terms: ['bond', 'bonds'] }, /terms has "bonds"/],
    ['terms that are none', { ...macromolecule, terms: [null] }, /terms has nil/],
    ['terms in a text', { ...macromolecule, terms: 'bond' }, /terms must be a list/],
    ['unknown of its own', { ...macromolecule, unknown: 'guess' }, /unknown is "guess"/],
    ['too many atoms', { ...macromolecule, atom_count: 2 ** 31 }, /atom_count is 2147483648/],
    [
      'restraints of no count',
      { ...macromolecule, restraints: { bonds } },
      /restraints\.atom_count is missing/,
    ],
    [
      'a column that is missing',
      { ...macromolecule, restraints: { atom_count: 2, bonds: { ...bonds, weight: null } } },
      /restraints\.bonds\.weight is missing/,
    ],
    [
      'a column that is cut',
      { ...macromolecule, restraints: { atom_count: 2, bonds: { ...bonds, i_seqs: Buffer.alloc(7) } } },
      /restraints\.bonds\.i_seqs of 7 bytes ends within a value/,
    ],
    [
      'half a nonbonded term',
      { ...macromolecule, restraints: { atom_count: 2, nonbonded: { pairs: {} } } },
      /restraints\.nonbonded\.pairs\.i_seqs is missing/,
    ],
  ])('%s', (_what, map, message) => {
    const refused = refusal(packed(map));
    expect(refused).toMatch(message);
    expect(refused).toMatch(/^bundle b1: /);
  });

  it('another type than wanted, or more bytes than allowed', () => {
    expect(refusal(packed(coordinates), { type: 'macromolecule_data' })).toBe(
      'bundle b1: it is a coordinate_update, where a macromolecule_data is expected',
    );
    expect(refusal(packed(coordinates), { maxBytes: 50 })).toBe(
      'bundle b1: it is larger than the 50 bytes allowed',
    );
    expect(refusal(Buffer.alloc(0), { id: undefined })).toBe('bundle: it is cut short');
  });
});

describe('bytes that are no bundle are refused without much ado', () => {
  const many = (head: number[], byte: number) =>
    Buffer.concat([Buffer.from(head), Buffer.alloc(1 << 20, byte)]);
  const twice = Buffer.concat([Buffer.from([0x82]), ...[1, 2].map(() => Buffer.from([0xa1, 0x61, 1]))]);

  it.each<[string, Buffer, RegExp]>([
    ['nothing', Buffer.alloc(0), /cut short/],
    ['a number', Buffer.from([7]), /not a msgpack map/],
    ['JSON', Buffer.from('{"bundle_type": "coordinate_update"}'), /not a msgpack map|follow/],
    ['a pickle', Buffer.from('80049523000000', 'hex'), /bytes follow|no msgpack|not a msgpack map/],
    ['a byte that msgpack never uses', Buffer.from([0x81, 0xc1, 0xc1]), /no msgpack/],
    ['a map of four thousand million', Buffer.from([0xdf, 0xff, 0xff, 0xff, 0xff]), /cut short/],
    ['a list of four thousand million', Buffer.from([0xdd, 0xff, 0xff, 0xff, 0xff]), /cut short/],
    ['bytes of four thousand million', Buffer.from([0xc6, 0xff, 0xff, 0xff, 0xff]), /cut short/],
    ['an extension of four thousand million', Buffer.from([0xc9, 0xff, 0xff, 0xff, 0xff, 1]), /cut short/],
    ['a million small values', many([0xdd, 0, 0x10, 0, 0], 0x01), /more than 65536 values/],
    ['lists in lists', many([], 0x91), /nested too deep/],
    ['maps in maps', many([], 0x81), /nested too deep/],
    ['a name that is there twice', twice, /it has "a" twice/],
    [
      'a bundle with more behind it',
      Buffer.concat([packed(coordinates), Buffer.alloc(1 << 20)]),
      /1048576 bytes follow/,
    ],
    ['64 MiB of zeros', Buffer.alloc(1 << 26), /not a msgpack map/],
  ])('%s', (_what, bytes, message) => {
    const before = process.memoryUsage().heapUsed;
    expect(refusal(bytes)).toMatch(message);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(32 << 20);
  });

  it('any bytes at all', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void refusal(Buffer.from(bytes))));
  });

  it('names from the prototype of objects', () => {
    const map = new Map<string, unknown>(Object.entries(coordinates));
    map.set('__proto__', { polluted: 1 }).set('constructor', 1);
    const bundle = decodeBundle(packr.pack(map));
    expect((bundle as unknown as Record<string, unknown>).polluted).toBeUndefined();
    expect(bundle.bundleType).toBe('coordinate_update');
  });
});
