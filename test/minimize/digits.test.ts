import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const addon = fileURLToPath(new URL('../../build/Release/geomin.node', import.meta.url));

/** Prints the digits that 40 steps on a stiff valley lead to, for vectors that threads share and end in odd lengths. */
const SOURCE = `
  const { createHash } = require('node:crypto');
  const { Optimizer, Progress } = require(${JSON.stringify(addon)});
  const size = 3 * 40_007;
  const digits = createHash('sha256');
  for (const method of ['lbfgs', 'adam', 'sgd']) {
    const sites = Float64Array.from({ length: size }, (_, i) => Math.sin(i * i));
    const threads = Number(process.argv[1]);
    const optimizer = new Optimizer(sites, { method, momentum: 0.9, threads });
    const progress = new Progress(size, 0, 0, threads);
    const gradients = new Float64Array(size);
    for (let step = 0; step < 40; step++) {
      optimizer.ask(sites);
      let energy = 0;
      for (let i = 0; i < size; i++) {
        const stiffness = 1 + (i % 1000);
        gradients[i] = 2 * stiffness * sites[i] + 0.1 * sites[(i + 1) % size];
        energy += stiffness * sites[i] ** 2 + 0.1 * sites[i] * sites[(i + 1) % size];
      }
      digits.update(sites).update(progress.take(energy, gradients, sites));
      optimizer.tell(energy, gradients, method === 'adam' ? 0.1 : 1e-4);
    }
  }
  console.log(digits.digest('hex'));`;

function digitsOf(isa: string, threads: number): string {
  const env = { ...process.env, GEOMIN_ISA: isa };
  const child = spawnSync(process.execPath, ['-e', SOURCE, '--', String(threads)], { env, encoding: 'utf8' });
  // Not every CPU has every one.
  return child.stderr.includes('lacks') ? '' : child.stdout + child.stderr;
}

test('vectors come out the same for any number of threads and any width of lanes', () => {
  const expected = digitsOf('scalar', 1);
  expect(expected).toMatch(/^[0-9a-f]{64}\n$/);
  for (const threads of [2, 3]) expect(digitsOf('scalar', threads)).toBe(expected);
  for (const isa of ['avx2', 'avx512']) {
    for (const threads of [1, 2]) expect([expected, '']).toContain(digitsOf(isa, threads));
  }
});
