import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Tests of what a process does once, and of what it has left in its memory. */
const OWN_PROCESS = [
  'test/geometry/memory.test.ts',
  'test/minimize/core-threads.test.ts',
  'test/minimize/tf-backend.test.ts',
];

/** They wait for real time-outs most of the time, and long: begun last, they would be waited for alone. */
const LONGEST = [
  'test/jobs/takeover.test.ts',
  'test/conformance/redis-cluster.test.ts',
  'test/conformance/redis.test.ts',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => LONGEST.some((path) => moduleId.endsWith(path));
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What is waited for comes at once on a quiet machine; a busy one is no reason to fail.
    expect: { poll: { timeout: 20_000 } },
    // Many tests wait, for time-outs of Redis above all.
    maxWorkers: Math.max(4, availableParallelism() - 1),
    // TensorFlow's native library does not like to be loaded in several threads of one process.
    pool: 'forks',
    setupFiles: ['test/setup.ts'],
    projects: [
      { extends: true, test: { name: 'own process', include: OWN_PROCESS } },
      {
        extends: true,
        test: {
          name: 'together',
          include: ['test/**/*.test.ts'],
          exclude: OWN_PROCESS,
          // Loading the sources again for each file takes longer than most files' tests.
          isolate: false,
        },
      },
    ],
  },
});
