import { expect, test } from 'vitest';
import { resultToJson } from '../../src/minimize/result-json.js';
import type { Evaluation } from '../../src/geometry/target.js';
import { GeometryMinimizer } from '../../src/minimize/geometry-minimizer.js';
import type { MinimizerOptions } from '../../src/minimize/minimizer-options.js';
import { AnalyticTarget, quadratic } from './analytic-targets.js';
import { CENTER, minimizer, START } from './counted-minimizer.js';

/** Keeps what it is to store, or fails to. */
class StoringTarget extends AnalyticTarget {
  readonly stored: { sitesCart: Float64Array; energy: number }[] = [];
  constructor(private readonly failure?: unknown) {
    super(CENTER.length / 3, quadratic(CENTER, 50));
  }
  store(sitesCart: Float64Array, energy: number): Promise<string> {
    if (this.failure !== undefined) return Promise.reject(this.failure as Error);
    this.stored.push({ sitesCart: sitesCart.slice(), energy });
    sitesCart.fill(0);
    return Promise.resolve(`bundle-${this.stored.length}`);
  }
}

function minimize(target: StoringTarget, options: Partial<MinimizerOptions> = {}) {
  const all = { target, sitesCart: START, optimizer: 'lbfgs', backend: 'native', ...options } as const;
  return new GeometryMinimizer(all).minimize();
}

test.each(['lbfgs', 'adam'] as const)('the best sites of %s are stored, once', async (optimizer) => {
  const target = new StoringTarget();
  const result = await minimize(target, { optimizer });
  const { sitesCart, energy } = result;
  expect(target.stored).toEqual([{ sitesCart, energy }]);
  expect(result.finalBundleId).toBe('bundle-1');
  expect(result).not.toHaveProperty('storeError');
  expect(resultToJson(result)).toMatchObject({ final_bundle_id: 'bundle-1' });
});

test('those of a minimization that was called off are stored too', async () => {
  const result = await minimize(new StoringTarget(), { signal: AbortSignal.abort() });
  expect(result).toMatchObject({ reason: 'aborted', finalBundleId: 'bundle-1' });
});

test('a target that does not store leaves no trace of it', async () => {
  const result = await minimizer({ optimizer: 'lbfgs' }).minimizer.minimize();
  expect(Object.keys(result)).not.toContain('finalBundleId');
  expect(Object.keys(resultToJson(result))).not.toContain('final_bundle_id');
});

test.each([[new Error('connection lost')], ['connection lost']])(
  'a failure to store (%o) is told, and the result is kept',
  async (failure) => {
    const result = await minimize(new StoringTarget(failure));
    const { sitesCart, energy } = await minimize(new StoringTarget());
    expect(result).toMatchObject({ sitesCart, energy, converged: true });
    expect(result.storeError?.message).toBe('connection lost');
    expect(result).not.toHaveProperty('finalBundleId');
    expect(resultToJson(result)).toMatchObject({ store_error: 'connection lost' });
  },
);

test('a target that fails to evaluate is given nothing to store', async () => {
  const target = new StoringTarget();
  target.evaluate = (): Promise<Evaluation> => Promise.reject(new Error('no agent'));
  await expect(minimize(target)).rejects.toThrow('no agent');
  expect(target.stored).toEqual([]);
});
