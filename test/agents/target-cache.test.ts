import { afterEach, beforeEach, expect, it } from 'vitest';
import { RestraintBuilder } from '../../src/agents/restraint-builder.js';
import { restrainedTarget } from '../../src/agents/restrained-target.js';
import type { ResourceLimits } from '../../src/agents/resource-limits.js';
import { TargetCache, type TargetCacheOptions } from '../../src/agents/target-cache.js';
import { targetMaker } from '../../src/agents/target-maker.js';
import { encodeBundle } from '../../src/bundles/codec.js';
import { macromoleculeBundle } from '../../src/bundles/macromolecule.js';
import { GeominError } from '../../src/errors.js';
import type { Model } from '../../src/model/model.js';
import { readModel } from '../../src/model/read-model.js';
import { TERMS } from '../../src/restraints/restraints.js';

/** Counts what it builds. */
class CountingBuilder extends RestraintBuilder {
  readonly built: string[] = [];

  override build(id: string, bytes: Buffer) {
    this.built.push(id);
    return super.build(id, bytes);
  }
}

let model: Model;
let builder: CountingBuilder;
let stored: Map<string, Buffer>;
let grown: number;
let hits: boolean[];

beforeEach(async () => {
  model = await readModel('data/models/1ubq.pdb');
  builder = new CountingBuilder();
  // Of the same model, each with another term: as large as each other, and of different content.
  stored = new Map(TERMS.map((term) => [term, encodeBundle(macromoleculeBundle(model, { terms: [term] }))]));
  grown = 0;
  hits = [];
});
afterEach(() => builder.close());

function makeCache(options: Partial<TargetCacheOptions> = {}, limits: ResourceLimits = {}): TargetCache {
  return new TargetCache({
    capacity: Infinity,
    make: targetMaker((molecule) => restrainedTarget(molecule, { threads: 1, limits }), builder, limits),
    read: async (id) => stored.get(id) ?? Promise.reject(new GeominError('BUNDLE', `no ${id}`)),
    onLookUp: (isHit) => hits.push(isHit),
    onGrowth: (bytes) => (grown += bytes),
    ...options,
  });
}

it('shares the target of the same content, whatever its id, and whenever it was made', async () => {
  const cache = makeCache();
  const again = macromoleculeBundle(model, { terms: ['bond'] });
  stored.set('copy', encodeBundle({ ...again, createdAt: 1 }));
  const first = await cache.get('bond', false);
  expect(await cache.get('copy', false)).toBe(first);
  expect(await cache.get('bond', false)).toBe(first);
  expect(builder.built).toEqual(['bond']);
  expect(hits).toEqual([false, true, true]);
  expect(cache.size).toBe(1);
});

it('reads no bundle again that it knows', async () => {
  const cache = makeCache();
  await cache.get('bond', false);
  stored.clear();
  await cache.get('bond', false);
  await expect(cache.get('bond', true)).rejects.toMatchObject({ code: 'BUNDLE' });
});

it('drops what was used least recently, by bytes', async () => {
  const { bytes } = await makeCache().get('bond', false);
  builder.built.length = 0;
  const cache = makeCache({ capacity: 2.5 * bytes });
  for (const id of ['bond', 'angle', 'bond', 'dihedral', 'bond', 'dihedral']) await cache.get(id, false);
  expect(builder.built).toEqual(['bond', 'angle', 'dihedral']);
  expect(cache.size).toBe(2);
  await cache.get('angle', false);
  expect(builder.built).toEqual(['bond', 'angle', 'dihedral', 'angle']);
  expect(cache.bytes).toBeLessThanOrEqual(2.5 * bytes);
});

it('keeps the target in use, whatever its size', async () => {
  const cache = makeCache({ capacity: 1 });
  const first = await cache.get('bond', false);
  expect(await cache.get('bond', false)).toBe(first);
  await cache.get('angle', false);
  expect(cache.size).toBe(1);
});

it('builds again where that is asked for', async () => {
  const cache = makeCache();
  const first = await cache.get('bond', false);
  const again = await cache.get('bond', true);
  expect(again).not.toBe(first);
  expect(await cache.get('bond', false)).toBe(again);
  expect(cache.bytes).toBe(again.bytes);
  expect(builder.built).toEqual(['bond', 'bond']);
});

it('builds once for all who ask at the same time', async () => {
  const cache = makeCache();
  const targets = await Promise.all([1, 2, 3].map(() => cache.get('bond', false)));
  expect(new Set(targets).size).toBe(1);
  expect(builder.built).toEqual(['bond']);
});

it('keeps no build that failed, and no bytes of it', async () => {
  const cache = makeCache();
  const good = stored.get('bond')!;
  stored.set('bond', good.subarray(0, good.length / 2));
  const both = await Promise.allSettled([cache.get('bond', false), cache.get('bond', false)]);
  for (const result of both) expect(result).toMatchObject({ status: 'rejected', reason: { code: 'BUNDLE' } });
  expect([cache.size, cache.bytes]).toEqual([0, 0]);
  stored.set('bond', good);
  await cache.get('bond', false);
  expect(cache.size).toBe(1);
});

it('takes no more than its limits', async () => {
  const cache = makeCache({}, { maxAtoms: 659 });
  await expect(cache.get('bond', false)).rejects.toMatchObject({ code: 'LIMIT' });
  expect([cache.size, cache.bytes]).toEqual([0, 0]);
});

it('tells of every byte that comes and goes', async () => {
  const cache = makeCache();
  await cache.get('bond', false);
  await cache.get('angle', false);
  expect(grown).toBe(cache.bytes);
  cache.close();
  expect([grown, cache.bytes, cache.size]).toEqual([0, 0, 0]);
});

it('forgets ids of a model that is stored again and again', async () => {
  const reads: string[] = [];
  const cache = makeCache({
    read: async (id) => {
      reads.push(id);
      return stored.get('bond')!;
    },
  });
  const first = await cache.get('0', false);
  for (let i = 1; i <= 1000; i++) expect(await cache.get(String(i), false)).toBe(first);
  expect(reads).toHaveLength(1001);
  await cache.get('1000', false);
  expect(reads).toHaveLength(1001);
  expect(await cache.get('0', false)).toBe(first);
  expect(reads).toHaveLength(1002);
  expect(builder.built).toEqual(['0']);
});
