import { describe, expect, it } from 'vitest';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import { geometryStatistics } from '../../src/geometry/statistics.js';
import { mapRestraints } from '../../src/maps/map-restraints.js';
import { mapOfModel } from '../../src/maps/model-map.js';
import { GeometryMinimizer } from '../../src/minimize/geometry-minimizer.js';
import type { MinimizerOptions } from '../../src/minimize/minimizer-options.js';
import { shakeSites } from '../../src/minimize/shake.js';
import { readModel } from '../../src/model/read-model.js';
import { buildRestraints } from '../../src/restraints/build-restraints.js';
import type { Restraints } from '../../src/restraints/restraints.js';

const model = await readModel('data/models/1ubq.pdb');
const deposited = model.sitesCart.slice();
const map = mapOfModel(model);
const geometry = buildRestraints(model);
const start = shakeSites(deposited, 0.3, 1);
model.sitesCart.set(start);
const inMap: Restraints = { ...geometry, map: mapRestraints(model, map) };

async function minimize(restraints: Restraints, options: Partial<MinimizerOptions>, threads = 2) {
  const target = new GeometryTarget(restraints, { threads });
  try {
    return await new GeometryMinimizer({ target, sitesCart: start, ...options }).minimize();
  } finally {
    target.close();
  }
}

/** Å. */
function rmsd(sites: Float64Array): number {
  const sum = sites.reduce((total, x, k) => total + (x - deposited[k]) ** 2, 0);
  return Math.sqrt((3 * sum) / sites.length);
}

describe('1ubq, shaken by 0.3 Å, in the map of its own atoms', () => {
  const methods: Partial<MinimizerOptions>[] = [
    { optimizer: 'lbfgs' },
    { optimizer: 'best' },
    { optimizer: 'adam', backend: 'native', maxIterations: 1000 },
  ];
  it.each(methods)('comes back much closer than geometry alone brings it: $optimizer', async (options) => {
    const alone = await minimize(geometry, options);
    const drawn = await minimize(inMap, options);
    expect(rmsd(start)).toBeGreaterThan(0.5);
    expect(rmsd(alone.sitesCart)).toBeGreaterThan(0.5);
    expect(rmsd(drawn.sitesCart)).toBeLessThan(0.25);
    expect(drawn.terms.map).toBeLessThan(-10_000);
    const { terms, map: density } = geometryStatistics(drawn.sitesCart, inMap);
    expect(terms.bond.rmsd).toBeLessThan(0.005);
    expect(terms.angle.rmsd).toBeLessThan(1.3);
    const before = geometryStatistics(start, inMap).map!;
    expect(density!.meanDensity).toBeGreaterThan(1.1 * before.meanDensity);
    expect(density!.count).toBe(model.atomCount);
    expect(density!.energy).toBeCloseTo(drawn.terms.map, 6);
  });

  it('stays closer, the more the map weighs', async () => {
    const weighted = [0, 0.3, 3].map(async (weight) => {
      const restraints = { ...geometry, map: mapRestraints(model, map, { weight }) };
      return rmsd((await minimize(restraints, { optimizer: 'lbfgs' })).sitesCart);
    });
    const [none, little, much] = await Promise.all(weighted);
    expect(little).toBeLessThan(none);
    expect(much).toBeLessThan(little);
  });

  it('to the same digits on any number of threads, and step by step', async () => {
    const options: Partial<MinimizerOptions> = { optimizer: 'lbfgs', maxIterations: 40 };
    const one = await minimize(inMap, options, 1);
    const four = await minimize(inMap, options, 4);
    expect(four.sitesCart).toEqual(one.sitesCart);
    const target = new GeometryTarget(inMap);
    const loop = new GeometryMinimizer({ target, sitesCart: start, ...options });
    for (let step = 0; step < 40; step++) await loop.step();
    expect(loop.getBestCoordinates()).toEqual(one.sitesCart);
    loop.close();
    target.close();
  });
});

describe('the weights', () => {
  it('do not depend on the units of the map', () => {
    const values = map.values.map((value) => 250 * value);
    const { weight } = mapRestraints(model, { ...map, values });
    weight.forEach((w, k) => expect((250 * w) / inMap.map!.weight[k]).toBeCloseTo(1, 5));
  });

  it('go with atomic number and occupancy', () => {
    const { element, occupancy } = model.atoms;
    const carbon = element.findIndex((e, i) => e === 'C' && occupancy[i] === 1);
    const sulphur = element.findIndex((e, i) => e === 'S' && occupancy[i] === 1);
    const { weight } = inMap.map!;
    expect(weight[sulphur] / weight[carbon]).toBeCloseTo(16 / 6, 12);
  });

  it('pull as a tie of 0.1 Å does 0.3 Å off, on average', () => {
    const target = new GeometryTarget({ atomCount: model.atomCount, map: inMap.map });
    const gradients = new Float64Array(start.length);
    target.evaluateSync(
      start.map((x, k) => (k % 3 === 2 ? x + 0.3 : x)),
      gradients,
    );
    target.close();
    const rms = Math.hypot(...gradients) / Math.sqrt(model.atomCount);
    expect(rms).toBeGreaterThan(50);
    expect(rms).toBeLessThan(70);
  });

  it('need a model that is in the map', () => {
    const nowhere = { ...map, values: new Float32Array(map.values.length) };
    expect(() => mapRestraints(model, nowhere)).toThrow('there is no density around any of its atoms');
    expect(() => mapRestraints(model, map, { weight: -1 })).toThrow('the weight of a map is -1');
  });
});
