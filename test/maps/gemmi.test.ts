import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import type { DensityMap, Triple } from '../../src/maps/density-map.js';
import { mapGrid } from '../../src/maps/map-restraints.js';
import { parseMap } from '../../src/maps/read-map.js';
import { formatMap } from '../../src/maps/write-map.js';
import { randomSites } from '../native/random.js';
import { mapFile } from './map-file.js';
import { randomBox, randomMap } from './random-map.js';

/** The first that has gemmi: the one on the PATH may be another than the system's. */
const interpreter = ['python3', '/usr/bin/python3'].find(
  (path) => spawnSync(path, ['-c', 'import gemmi']).status === 0,
);
if (interpreter === undefined && process.env.CI) throw new Error('no python3 with gemmi');

/** Reads a map, has it written again, and interpolates at sites. */
const SCRIPT = `
import gemmi, json, sys
map = gemmi.read_ccp4_map(sys.argv[1])
header = [map.header_i32(w) for w in range(1, 11)] + [map.header_i32(w) for w in range(17, 20)]
map.setup(0.0)
map.update_ccp4_header(2, True)
map.write_ccp4_map(sys.argv[2])
sites = json.load(open(sys.argv[3]))
at = [gemmi.Position(*sites[k:k + 3]) for k in range(0, len(sites), 3)]
print(json.dumps({'header': header, 'density': [map.grid.tricubic_interpolation(p) for p in at],
                  'first': [map.grid.get_value(k, 0, 0) for k in range(4)]}))
`;

const folder = mkdtempSync(join(tmpdir(), 'geomin-gemmi-maps-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface ByGemmi {
  readonly header: readonly number[];
  readonly density: readonly number[];
  readonly first: readonly number[];
}

/** Makes a map symmetric, and writes it whole and its asymmetric unit alone. */
const SYMMETRIC = `
import gemmi, json, sys
given, whole, unit, group = sys.argv[1:]
map = gemmi.Ccp4Map()
map.grid = gemmi.read_ccp4_map(given).grid
map.grid.spacegroup = gemmi.SpaceGroup(group)
map.grid.symmetrize_max()
map.update_ccp4_header(2, True)
map.write_ccp4_map(whole)
map.set_extent(gemmi.find_asu_brick(map.grid.spacegroup).get_extent())
map.write_ccp4_map(unit)
`;

/** @returns what gemmi says of a file, and the file that gemmi writes of it */
function byGemmi(
  bytes: Buffer,
  sites: Float64Array = new Float64Array(),
): ByGemmi & { readonly written: Buffer } {
  const [from, to, at] = ['in.map', 'out.map', 'sites.json'].map((name) => join(folder, name));
  writeFileSync(from, bytes);
  writeFileSync(at, JSON.stringify([...sites]));
  const { status, stdout, stderr } = spawnSync(interpreter!, ['-c', SCRIPT, from, to, at]);
  expect([stderr.toString(), status]).toEqual(['', 0]);
  return { ...(JSON.parse(stdout.toString()) as ByGemmi), written: readFileSync(to) };
}

function densities(map: DensityMap, sites: Float64Array): Float64Array {
  const iSeqs = Int32Array.from({ length: sites.length / 3 }, (_, i) => i);
  const weight = new Float64Array(iSeqs.length).fill(1);
  const target = new GeometryTarget({
    atomCount: iSeqs.length,
    map: { iSeqs, weight, grid: mapGrid(map) },
  });
  const { model } = target.measure('map', sites);
  target.close();
  return model;
}

describe.skipIf(interpreter === undefined)('gemmi', () => {
  const sites = randomSites(200, 60, 5);

  it('reads what is written, and writes what is read', () => {
    const map = randomMap();
    const { header, first, written } = byGemmi(formatMap(map));
    expect(header).toEqual([...map.size, 2, 0, 0, 0, ...map.sampling, 1, 2, 3]);
    expect(first).toEqual([...map.values.subarray(0, 4)]);
    expect(parseMap(written)).toEqual(map);
  });

  it.each([
    ['a whole cell', randomMap(), [0, 1, 2], false],
    ['sections along b', randomMap({ start: [3, -2, 40] }), [2, 0, 1], false],
    ['big-endian', randomMap(), [1, 0, 2], true],
  ] as const)('interpolates to the same density: %s', (_, map, axes, bigEndian) => {
    const bytes = mapFile(map, { axes: axes as Triple, bigEndian });
    const { density } = byGemmi(bytes, sites);
    densities(parseMap(bytes), sites).forEach((value, k) => expect(value).toBeCloseTo(density[k], 6));
  });

  it('agrees within a part of a cell', () => {
    const map = randomBox();
    // Well within: outside gemmi's map repeats what is 0 there.
    const inside = Float64Array.from({ length: 300 }, (_, k) => sites[k] / 30);
    const { density } = byGemmi(formatMap(map), inside);
    densities(map, inside).forEach((value, k) => expect(value).toBeCloseTo(density[k], 6));
  });

  it.each([
    ['P 21 21 21', { a: 12, b: 9, c: 15, alpha: 90, beta: 90, gamma: 90 }, [12, 8, 16]],
    ['C 1 2 1', { a: 12, b: 9, c: 15, alpha: 90, beta: 103, gamma: 90 }, [12, 8, 16]],
    ['I 1 2 1', { a: 12, b: 9, c: 15, alpha: 90, beta: 97, gamma: 90 }, [12, 8, 16]],
    ['P 43 21 2', { a: 10, b: 10, c: 14, alpha: 90, beta: 90, gamma: 90 }, [12, 12, 16]],
    ['R 3 2:H', { a: 11, b: 11, c: 17, alpha: 90, beta: 90, gamma: 120 }, [12, 12, 18]],
    ['I 2 3', { a: 11, b: 11, c: 11, alpha: 90, beta: 90, gamma: 90 }, [12, 12, 12]],
  ] as const)('gives the crystal of an asymmetric unit in %s', (group, unitCell, size) => {
    const [from, whole, unit] = ['in.map', 'whole.map', 'unit.map'].map((name) => join(folder, name));
    writeFileSync(from, formatMap(randomMap({ unitCell, size, sampling: size })));
    const { status, stderr } = spawnSync(interpreter!, ['-c', SYMMETRIC, from, whole, unit, group]);
    expect([stderr.toString(), status]).toEqual(['', 0]);
    const [all, part] = [whole, unit].map((path) => parseMap(readFileSync(path)));
    expect(part.values.length).toBeLessThan(0.8 * all.values.length);
    const density = densities(all, sites);
    expect(densities(part, sites)).toEqual(density);
    expect(densities(parseMap(formatMap(part)), sites)).toEqual(density);
    // Without the list of operators only the usual setting is known; of another one there is a part alone.
    const unlisted = densities({ ...part, operators: undefined }, sites);
    if (group === 'I 1 2 1') expect(unlisted).toContain(0);
    else expect(unlisted).toEqual(density);
    expect(density.some((value) => value > 0.2)).toBe(true);
  });

  it.each([0, 1, 6] as const)('reads mode %i alike', (mode) => {
    const map = randomMap();
    const values = map.values.map((value) => Math.round(100 * Math.abs(value)));
    const bytes = mapFile({ ...map, values }, { mode, axes: [2, 1, 0] });
    expect(parseMap(byGemmi(bytes).written).values).toEqual(parseMap(bytes).values);
  });
});
