import { expect, it } from 'vitest';
import { MemoryBundleStore } from '../../src/bundles/memory-bundle-store.js';
import { minimizeModels } from '../../src/jobs/minimize-models.js';
import { StoredCheckpoints } from '../../src/jobs/stored-checkpoints.js';
import { shakeSites } from '../../src/minimize/shake.js';
import { readModel } from '../../src/model/read-model.js';
import { builtInDictionary } from '../../src/monomers/dictionary.js';

const settings = {
  optimizer: 'lbfgs',
  maxIterations: 120,
  convergenceThreshold: 0,
  seed: 0,
  restrain: {},
  dictionaries: [],
} as const;

/** The checkpoints of a job that this process has. */
function checkpointsIn(
  bundles: MemoryBundleStore,
  seconds: number,
  lease = { isHeld: true },
): StoredCheckpoints {
  return new StoredCheckpoints({ bundles, jobId: 'job-1', ttlSeconds: 60, seconds, lease });
}

async function shaken() {
  const model = await readModel('data/models/1ubq.pdb');
  model.sitesCart.set(shakeSites(model.sitesCart, 0.1, 3));
  return model;
}

it('a job that is taken over goes on where it was, to the same digits', async () => {
  const undisturbed = await shaken();
  const [expected] = await minimizeModels([undisturbed], settings, builtInDictionary(), {});

  const bundles = new MemoryBundleStore();
  const begun = checkpointsIn(bundles, 0.001);
  const controller = new AbortController();
  await minimizeModels([await shaken()], settings, builtInDictionary(), {
    signal: controller.signal,
    onProgress: ({ iteration }) => iteration === 60 && controller.abort(),
    checkpoints: begun,
  });
  await expect.poll(async () => (await begun.load(0))?.iterations).toBeGreaterThan(0);

  const model = await shaken();
  const iterations: number[] = [];
  const taken = checkpointsIn(bundles, 60);
  const [report] = await minimizeModels([model], settings, builtInDictionary(), {
    onProgress: ({ iteration }) => iterations.push(iteration),
    checkpoints: taken,
  });
  expect(iterations[0]).toBeGreaterThan(0);
  expect(model.sitesCart).toEqual(undisturbed.sitesCart);
  expect(report).toEqual(expected);
  await taken.clear();
  expect(await taken.load(0)).toBeUndefined();
});

it('a job begins anew where its checkpoint is damaged', async () => {
  const bundles = new MemoryBundleStore();
  const content = Buffer.from('nothing');
  await bundles.put(
    { bundleType: 'document', name: 'x', mediaType: 'x', content },
    { id: 'checkpoint_job-1_0' },
  );
  const checkpoints = checkpointsIn(bundles, 60);
  const [report] = await minimizeModels([await shaken()], settings, builtInDictionary(), { checkpoints });
  expect(report.iterations).toBe(120);
});
