import { expect, test } from 'vitest';
import { quadratic, type EnergyFunction } from './analytic-targets.js';
import { CENTER, minimizer, START } from './counted-minimizer.js';
import { norm } from './norms.js';

test('minimize called again goes on from where it was', async () => {
  const { minimizer: m } = minimizer({ optimizer: 'lbfgs', maxIterations: 3, convergenceThreshold: 0 });
  const first = await m.minimize();
  const second = await m.minimize();
  expect(second.iterations).toBe(6);
  expect(second.energy).toBeLessThan(first.energy);
});

test('a result keeps its history when minimize is called again', async () => {
  const { minimizer: m } = minimizer({ optimizer: 'lbfgs', maxIterations: 3, convergenceThreshold: 0 });
  const first = await m.minimize();
  await m.minimize();
  expect(first.iterationHistory).toHaveLength(4);
});

test('calls that are not awaited wait for each other', async () => {
  const options = { optimizer: 'lbfgs', maxIterations: 3, convergenceThreshold: 0 } as const;
  const { target, minimizer: m } = minimizer(options);
  const [energy, gradients, first, second] = await Promise.all([
    m.forward(),
    m.backward(),
    m.minimize(),
    m.minimize(),
  ]);
  expect([first.iterations, second.iterations]).toEqual([3, 6]);
  expect(second.evaluations).toBe(target.evaluations);
  expect(first.iterationHistory[0].energy).toBe(energy);
  expect(norm(gradients)).toBeGreaterThan(0);
  const { minimizer: awaited } = minimizer(options);
  await awaited.minimize();
  expect((await awaited.minimize()).iterationHistory).toEqual(second.iterationHistory);
});

test('a call that fails does not hold up the next', async () => {
  let calls = 0;
  const once: EnergyFunction = (sites, gradients) =>
    calls++ === 0 ? NaN : quadratic(CENTER, 50)(sites, gradients);
  const { minimizer: m } = minimizer({ optimizer: 'lbfgs' }, once);
  const [failed, next] = await Promise.allSettled([m.forward(), m.forward()]);
  expect(failed.status).toBe('rejected');
  expect(next.status).toBe('fulfilled');
});

/** No step from the start lowers the energy, whatever the gradients say. */
const wayless: EnergyFunction = (sites, gradients) => (
  gradients.fill(1),
  sites.every((x, i) => x === START[i]) ? 0 : 5
);

test.each([
  ['flat', () => 1],
  ['without a way down', wayless],
] as const)(
  'on a target that is %s, step says so each time and evaluates nothing more',
  async (_, energy) => {
    const { target, minimizer: m } = minimizer({ optimizer: 'lbfgs' }, energy);
    expect(await m.step()).toBe(false);
    const { evaluations } = target;
    expect([await m.step(), await m.step()]).toEqual([false, false]);
    expect(target.evaluations).toBe(evaluations);
    expect(m.iterationHistory).toHaveLength(1);
  },
);

test("the target's own errors reach the caller, and the best sites so far are there", async () => {
  let calls = 0;
  const failing: EnergyFunction = (sites, gradients) => {
    if (++calls > 5) throw new Error('connection lost');
    return quadratic(CENTER, 50)(sites, gradients);
  };
  const { minimizer: m } = minimizer({ optimizer: 'adam' }, failing);
  await expect(m.minimize()).rejects.toThrow('connection lost');
  expect(m.getBestCoordinates()).not.toEqual(START);
});
