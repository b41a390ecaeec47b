import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    // Starting several agents takes longer than the 10 s of default where all else starts too.
    hookTimeout: 60_000,
    // What is waited for comes at once on a quiet machine; a busy one is no reason to fail.
    expect: { poll: { timeout: 20_000 } },
    // Many tests wait, for time-outs of Redis above all.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    // TensorFlow's native library does not like to be loaded in several threads of one process.
    pool: 'forks',
    // Loading the sources again for each file takes longer than most files' tests; no test changes what another sees.
    isolate: false,
  },
});
