import fc from 'fast-check';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { GeominError } from '../../src/errors.js';
import type { DensityMap } from '../../src/maps/density-map.js';
import { parseMap, readMap } from '../../src/maps/read-map.js';
import { formatMap, writeMap } from '../../src/maps/write-map.js';
import { mapFile } from './map-file.js';
import { randomBox, randomMap } from './random-map.js';

const folder = mkdtempSync(join(tmpdir(), 'geomin-maps-'));
afterAll(() => rmSync(folder, { recursive: true }));

const axis = fc.integer({ min: 1, max: 7 });
const offset = fc.integer({ min: -1000, max: 1000 });
const float = (min: number, max: number) => fc.float({ min, max, noNaN: true });

/** Any map whose figures are float32, as those of files are. */
const anyMap: fc.Arbitrary<DensityMap> = fc
  .record({
    size: fc.tuple(axis, axis, axis),
    start: fc.tuple(offset, offset, offset),
    sampling: fc.tuple(axis, axis, axis),
    unitCell: fc.record({
      a: float(1, 500),
      b: float(1, 500),
      c: float(1, 500),
      alpha: float(75, 105),
      beta: float(75, 105),
      gamma: float(75, 105),
    }),
    spaceGroupNumber: fc.integer({ min: 0, max: 230 }),
    seed: fc.nat(),
  })
  .map(({ seed, ...parts }) => randomMap(parts, seed));

const axes = fc.shuffledSubarray([0, 1, 2], { minLength: 3 }) as unknown as fc.Arbitrary<
  [number, number, number]
>;

describe('a map', () => {
  it('comes out of a file as it went in', () => {
    fc.assert(
      fc.property(anyMap, (map) => {
        expect(parseMap(formatMap(map))).toEqual(map);
      }),
    );
  });

  it('comes out of a file of any axis order, byte order and extended header', () => {
    fc.assert(
      fc.property(anyMap, axes, fc.boolean(), fc.nat(99), (map, order, bigEndian, extendedHeader) => {
        expect(parseMap(mapFile(map, { axes: order, bigEndian, extendedHeader }))).toEqual(map);
      }),
    );
  });

  it.each([
    [0, [-128, -1, 0, 127], [-128, -1, 0, 127]],
    [1, [-32768, -1, 0, 32767], [-32768, -1, 0, 32767]],
    [6, [0, 1, 32768, 65535], [0, 1, 32768, 65535]],
    // 1, −2, the smallest number, the largest.
    [12, [0x3c00, 0xc000, 0x0001, 0x7bff], [1, -2, 2 ** -24, 65504]],
  ] as const)('of mode %i', (mode, written, read) => {
    const map = randomMap({ size: [4, 1, 1], values: Float32Array.from(written) });
    for (const bigEndian of [false, true]) {
      expect([...parseMap(mapFile(map, { mode, bigEndian })).values]).toEqual([...read]);
    }
  });

  it('is written gzipped, and read again', async () => {
    const map = randomBox(3);
    for (const name of ['box.map', 'box.ccp4.gz']) {
      await writeMap(map, join(folder, name));
      expect(await readMap(join(folder, name))).toEqual(map);
    }
    expect(readFileSync(join(folder, 'box.ccp4.gz'))[0]).toBe(0x1f);
  });

  it('is where ORIGIN says, unless it begins at a grid point other than 0', () => {
    const origin = [1.5, -2, 100] as const;
    expect(parseMap(formatMap(randomMap({ origin }))).origin).toEqual(origin);
    expect(parseMap(formatMap(randomMap({ origin, start: [0, 1, 0] }))).origin).toEqual([0, 0, 0]);
  });
});

/** @param change of the words of a header, by their numbers */
function altered(change: Readonly<Record<number, number>>, { real = false } = {}): Buffer {
  const bytes = formatMap(randomMap());
  for (const [word, value] of Object.entries(change)) {
    const at = 4 * (Number(word) - 1);
    if (real) bytes.writeFloatLE(value, at);
    else bytes.writeInt32LE(value, at);
  }
  return bytes;
}

describe('what is no map is refused', () => {
  it.each([
    ['nothing', Buffer.alloc(0), "0 bytes are less than a map's header"],
    ['a text', Buffer.from('ATOM      1  N   MET A   1'.repeat(99)), 'this is no CCP4 or MRC map'],
    [
      'half a file',
      formatMap(randomMap()).subarray(0, 2000),
      '12 × 8 × 15 points take 6784 bytes, but there are 2000',
    ],
    ['a grid of nothing', altered({ 2: 0 }), 'a grid of 12 × 0 × 15 points cannot be'],
    ['a negative grid', altered({ 1: -12, 2: -8 }), 'a grid of -12 × -8 × 15 points cannot be'],
    ['a grid beyond all measure', altered({ 1: 2e9, 2: 2e9 }), 'points cannot be'],
    ['a large grid', altered({ 1: 30000, 2: 30000, 3: 2 }), 'take 7200001024 bytes, but there are'],
    ['a transform', altered({ 4: 4 }), 'mode 4 holds complex numbers'],
    ['an unknown mode', altered({ 4: 77 }), 'mode 77 is unknown'],
    ['no sampling', altered({ 9: 0 }), 'a cell of 12 × 0 × 15 steps cannot be'],
    ['no cell', altered({ 11: 0 }, { real: true }), 'make no cell'],
    ['a cell that is no number', altered({ 12: NaN }, { real: true }), 'make no cell'],
    ['a flat cell', altered({ 14: 0 }, { real: true }), 'make no cell'],
    ['an axis twice', altered({ 17: 2 }), 'columns, rows and sections are not three different axes'],
    ['a start far away', altered({ 5: 2 ** 31 - 1 }), 'beyond all measure'],
    ['an origin that is no number', altered({ 50: NaN }, { real: true }), 'beyond all measure'],
    ['a negative extended header', altered({ 24: -1 }), 'the extended header has a negative length'],
    [
      'a density that is no number',
      altered({ [257 + 12 + 1]: NaN }, { real: true }),
      'grid point 1, 1, 0 is NaN',
    ],
    ['broken gzip', gzipSync(formatMap(randomMap())).subarray(0, 500), 'the gzip data is broken'],
  ])('%s', (_, bytes, message) => {
    expect(() => parseMap(bytes, { name: 'a.map' })).toThrow(/^a\.map: /);
    expect(() => parseMap(bytes, { name: 'a.map' })).toThrow(message);
  });

  it('a file that is not there', async () => {
    await expect(readMap(join(folder, 'none.map'))).rejects.toThrow('there is no such file');
  });

  it('whatever is done to a file, it is read or refused', () => {
    const whole = formatMap(randomMap());
    const damage = fc.array(fc.tuple(fc.nat(1200), fc.nat(255)), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(damage, fc.nat(whole.length), (changes, end) => {
        const bytes = Buffer.from(whole.subarray(0, end % 3 === 0 ? end : whole.length));
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        try {
          parseMap(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(GeominError);
          expect((error as GeominError).code).toMatch(/^(MAP|FILE)$/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('a map whose values are not as many as its points is not written', () => {
    expect(() => formatMap({ ...randomMap(), size: [2, 2, 2] })).toThrow('1440 values for 8 points');
  });
});
