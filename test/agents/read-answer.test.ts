import { describe, expect, it } from 'vitest';
import { readAnswer } from '../../src/agents/read-answer.js';
import type { GradientBundle } from '../../src/bundles/bundle.js';
import { checksumOf, encodeBundle } from '../../src/bundles/codec.js';
import { MemoryBundleStore } from '../../src/bundles/memory-bundle-store.js';
import { TERMS, type Term } from '../../src/restraints/restraints.js';

const terms = Object.fromEntries(TERMS.map((term, i) => [term, i])) as Record<Term, number>;
const bundle: GradientBundle = {
  bundleType: 'geometry_gradient_data',
  parentBundleId: 'm',
  requestId: 'r7',
  step: 7,
  energy: 21,
  terms,
  gradients: Float64Array.of(1, 2, 3, 4, 5, 6),
};

describe('the answer to a request', () => {
  const store = new MemoryBundleStore();
  const response = { requestId: 'r7', success: true, processingTime: 0 };
  const inline = (changes: Partial<GradientBundle>) =>
    readAnswer({ ...response, inlineGeometry: encodeBundle({ ...bundle, ...changes }) }, store, {
      atomCount: 2,
      step: 7,
      gradientsOut: new Float64Array(6),
    });

  it('is read from the message, or from the bundle that it names', async () => {
    const gradientsOut = new Float64Array(6);
    const asked = { atomCount: 2, step: 7, gradientsOut };
    expect(await inline({})).toEqual({ energy: 21, terms });
    const geometryBundleId = await store.put(bundle);
    for (const checksum of [undefined, checksumOf(bundle)]) {
      gradientsOut.fill(0);
      const stored = { ...response, geometryBundleId, checksum };
      expect(await readAnswer(stored, store, asked)).toEqual({ energy: 21, terms });
      expect(gradientsOut).toEqual(bundle.gradients);
    }
  });

  it('is refused by name where it is not what was asked for', async () => {
    const refusals: [Partial<GradientBundle>, string][] = [
      [{ requestId: 'r6' }, 'the answer to r7 is that of step 7 to r6, where that of step 7 is expected'],
      [{ step: 6 }, 'the answer to r7 is that of step 6 to r7, where that of step 7 is expected'],
      [{ energy: undefined }, 'the answer to r7 lacks energies'],
      [{ terms: undefined }, 'the answer to r7 lacks energies'],
      [{ gradients: undefined }, 'the answer to r7 has no gradients'],
      [{ gradients: new Float64Array(9) }, 'the answer to r7 has gradients of 3 atoms instead of 2'],
    ];
    for (const [changes, message] of refusals)
      await expect(inline(changes)).rejects.toMatchObject({ code: 'BUNDLE', message });
  });

  it('is refused where its bundle is missing, or another one', async () => {
    const asked = { atomCount: 2, step: 7 };
    const refused = (answer: object, message: string) =>
      expect(readAnswer({ ...response, ...answer }, store, asked)).rejects.toMatchObject({
        code: 'BUNDLE',
        message,
      });
    await refused({}, 'the answer to r7 has no bundle');
    await refused({ geometryBundleId: 'gone' }, 'the answer to r7 has a bundle that is gone, gone');
    const geometryBundleId = await store.put(bundle, { id: 'g' });
    const checksum = checksumOf({ ...bundle, gradients: new Float64Array(6) });
    await refused({ geometryBundleId, checksum }, 'the answer to r7 was another bundle than g is now');
  });
});
