import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { BundleInfo, BundleStore } from '../../src/bundles/bundle-store.js';
import type { CoordinateBundle } from '../../src/bundles/bundle.js';
import { encodeBundle } from '../../src/bundles/codec.js';

/** The largest bundle that stores under test take. */
export const MAX_BYTES = 4096;

function coordinates(atoms = 2): CoordinateBundle {
  const sitesCart = Float64Array.from({ length: 3 * atoms }, (_, i) => i / 7);
  return { bundleType: 'coordinate_update', sitesCart, parentBundleId: 'm', step: 3 };
}

async function listed(store: BundleStore): Promise<Map<string, BundleInfo>> {
  const found = new Map<string, BundleInfo>();
  for await (const info of store.list()) found.set(info.id, info);
  return found;
}

/**
 * What every store promises.
 *
 * @param openStore gives an empty store that takes bundles of {@link MAX_BYTES}
 */
export function describeBundleStore(name: string, openStore: () => BundleStore): void {
  describe(`bundles in ${name}`, () => {
    it('come back as they were put', async () => {
      const store = openStore();
      const id = await store.put(coordinates());
      expect(id).toMatch(/^coordinates_[0-9a-f]{20}$/);
      expect(await store.get(id, 'coordinate_update')).toMatchObject(coordinates());
    });

    it('have ids of their own, or those given', async () => {
      const store = openStore();
      const ids = await Promise.all([store.put(coordinates()), store.put(coordinates())]);
      expect(ids[0]).not.toBe(ids[1]);
      for (const id of ['mine', 'with blank * [x] ? \\', 'é∀😀', '{tag}:a']) {
        expect(await store.put(coordinates(), { id })).toBe(id);
        expect((await store.get(id, 'coordinate_update')).step).toBe(3);
      }
      expect([...(await listed(store)).keys()].sort()).toEqual(
        [...ids, 'mine', 'with blank * [x] ? \\', 'é∀😀', '{tag}:a'].sort(),
      );
    });

    it.each(['', 'two\nlines', 'bell\x07', 'x'.repeat(513)])('do not have the id %j', async (id) => {
      const store = openStore();
      await expect(store.put(coordinates(), { id })).rejects.toMatchObject({ code: 'BUNDLE' });
      await expect(store.get(id, 'coordinate_update')).rejects.toMatchObject({ code: 'BUNDLE' });
      expect(await store.bytes(id)).toBeUndefined();
      expect(await store.remove([id])).toBe(0);
    });

    it('are named when they are not there, or of another type', async () => {
      const store = openStore();
      const missing = expect.stringContaining('bundle nowhere: there is no such bundle') as string;
      await expect(store.get('nowhere', 'coordinate_update')).rejects.toMatchObject({
        code: 'BUNDLE',
        message: missing,
      });
      const id = await store.put(coordinates());
      const wrong = expect.stringMatching(new RegExp(`^bundle ${id}: .*macromolecule_data`)) as string;
      await expect(store.get(id, 'macromolecule_data')).rejects.toMatchObject({
        code: 'BUNDLE',
        message: wrong,
      });
    });

    it('are named when they are broken', async () => {
      const store = openStore();
      await store.putBytes('broken', encodeBundle(coordinates()).subarray(0, -5), 60);
      const cut = expect.stringMatching(/^bundle broken: it is cut short/) as string;
      await expect(store.get('broken', 'coordinate_update')).rejects.toMatchObject({
        code: 'BUNDLE',
        message: cut,
      });
      expect(await store.bytes('broken')).toHaveLength(encodeBundle(coordinates()).length - 5);
    });

    it('are refused when they are too large', async () => {
      const store = openStore();
      const tooLarge = { code: 'BUNDLE', message: expect.stringContaining('larger than') as string };
      await expect(store.put(coordinates(1000))).rejects.toMatchObject(tooLarge);
      await expect(store.putBytes('large', encodeBundle(coordinates(1000)), 60)).rejects.toMatchObject(
        tooLarge,
      );
      expect((await listed(store)).size).toBe(0);
    });

    it('cannot be changed by who put or got the bytes', async () => {
      const store = openStore();
      const bytes = encodeBundle(coordinates());
      await store.putBytes('a', bytes, 60);
      bytes.fill(0);
      (await store.bytes('a'))!.fill(0);
      expect(await store.get('a', 'coordinate_update')).toMatchObject(coordinates());
    });

    it('live for an hour by default, for as long as told, or for ever', async () => {
      const store = openStore();
      await store.put(coordinates(), { id: 'hour' });
      await store.put(coordinates(), { id: 'minute', ttlSeconds: 60 });
      await store.put(coordinates(), { id: 'ever', ttlSeconds: Infinity });
      const found = await listed(store);
      expect(found.get('hour')!.ttlSeconds).toBeCloseTo(3600, -1);
      expect(found.get('minute')!.ttlSeconds).toBeCloseTo(60, -1);
      expect(found.get('ever')!.ttlSeconds).toBeUndefined();
      expect(found.get('ever')!.bytes).toBe((await store.bytes('ever'))!.length);
    });

    it.each([0, -1, NaN])('cannot live for %s s', async (ttlSeconds) => {
      const store = openStore();
      await expect(store.put(coordinates(), { ttlSeconds })).rejects.toMatchObject({ code: 'ARGUMENT' });
      await expect(store.renew(['a'], ttlSeconds)).rejects.toMatchObject({ code: 'ARGUMENT' });
    });

    it('are gone when their time is up, unless it was renewed', async () => {
      const store = openStore();
      for (const id of ['gone', 'kept', 'ever']) await store.put(coordinates(), { id, ttlSeconds: 0.2 });
      expect(await store.renew(['kept', 'nowhere', 'kept'], 60)).toBe(1);
      expect(await store.renew(['ever', 'nowhere'], Infinity)).toBe(1);
      await delay(300);
      expect([...(await listed(store)).keys()].sort()).toEqual(['ever', 'kept']);
      await expect(store.get('gone', 'coordinate_update')).rejects.toMatchObject({ code: 'BUNDLE' });
      expect(await store.renew(['gone'], 60)).toBe(0);
      expect((await listed(store)).get('ever')!.ttlSeconds).toBeUndefined();
    });

    it('can be put again under the same id, and removed', async () => {
      const store = openStore();
      await store.put(coordinates(1), { id: 'a' });
      await store.put(coordinates(3), { id: 'a' });
      expect((await store.get('a', 'coordinate_update')).sitesCart).toHaveLength(9);
      expect(await store.remove(['a', 'a', 'nowhere'])).toBe(1);
      expect(await store.remove(['a'])).toBe(0);
      expect(await store.remove([])).toBe(0);
      expect((await listed(store)).size).toBe(0);
    });

    it('are all listed, however many there are', async () => {
      const store = openStore();
      const ids = Array.from({ length: 3000 }, (_, i) => `b${i}`);
      await Promise.all(ids.map((id) => store.put(coordinates(1), { id })));
      expect([...(await listed(store)).keys()].sort()).toEqual([...ids].sort());
      expect(await store.remove(ids)).toBe(3000);
    });
  });
}
