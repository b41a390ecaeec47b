import { expect, test } from 'vitest';
import { minimize, projectFile } from '../e2e/run.js';
import { availableBackends } from './backends.js';

// libtensorflow writes past the console, straight to stderr: only another process can tell.
test.each(await availableBackends())(
  'the backend %s prints nothing, neither at its start nor later',
  async (name) => {
    const model = projectFile('data/models/1ubq.pdb');
    const outcome = await minimize([model, '--quiet', '--max-iterations', '3', '--backend', name]);
    expect(outcome).toEqual({ code: 0, stdout: '', stderr: '' });
  },
);
