import { RemoteTarget, type RemoteTargetOptions } from '../agents/remote-target.js';
import type { SpecialistOptions } from '../agents/specialist.js';
import { macromoleculeBundle } from '../bundles/macromolecule.js';
import { SumTarget } from '../geometry/sum-target.js';
import type { Target } from '../geometry/target.js';
import type { Transport } from '../transport/transport.js';
import { collectBuffersEarly } from '../v8-settings.js';
import { keysOf } from './key-options.js';
import { makeLocalTarget, type MakeTarget } from './minimize-model.js';
import type { MinimizeOptions } from './minimize-options.js';
import { withTransport } from './open-transport.js';
import type { RemoteOptions } from './remote-options.js';
import { bundleOptions } from './restraint-options.js';
import { runMinimize } from './run-minimize.js';
import { specialistsOf } from './specialist-options.js';

/** Files that are minimized at the same time, for several agents to have something to do. */
const AT_ONCE = 4;

/** The whole of `geomin minimize --redis`: like {@link runMinimize}, but agents compute what is minimized. */
export async function minimizeRemotely(
  inputs: readonly string[],
  options: MinimizeOptions & RemoteOptions,
): Promise<void> {
  collectBuffersEarly();
  const keys = await keysOf(options, (message) => process.stderr.write(`note: ${message}\n`));
  await withTransport(options, (transport) =>
    runMinimize(inputs, options, { makeTarget: targetsOver(transport, options, keys), atOnce: AT_ONCE }),
  );
}

/** Makes targets for models, each with streams for answers of its own. */
function targetsOver(
  transport: Transport,
  options: RemoteOptions,
  keys: readonly Buffer[] | undefined,
): MakeTarget {
  const { stream, timeout: timeoutSeconds, retries, priority } = options;
  const specialists = specialistsOf(options);
  const shared = { transport, timeoutSeconds, retries, priority, keys };
  return async (model, restraints, ofModel) => {
    const macromolecule = macromoleculeBundle(model, bundleOptions(ofModel, restraints));
    const about = { ...shared, macromolecule };
    const fixed = fixedEnergy(model, restraints, ofModel);
    if (specialists) return sumOver(specialists, about, fixed);
    return RemoteTarget.open({ ...about, fixedEnergy: fixed, requestStream: stream });
  };
}

/** The sum that a coordinator would make, in this process: nothing goes a way twice. */
async function sumOver(
  specialists: readonly SpecialistOptions[],
  about: RemoteTargetOptions,
  fixedEnergy: number,
): Promise<Target> {
  const parts = specialists.map(async ({ name, weight, requestStream }) => {
    return { name, weight, target: await RemoteTarget.open({ ...about, requestStream }) };
  });
  return new SumTarget(await Promise.all(parts), { fixedEnergy });
}

/** Agents are not asked for it: it is needed once. */
function fixedEnergy(...about: Parameters<typeof makeLocalTarget>): number {
  const [{ sitesCart }, { fixed }] = about;
  if (fixed === undefined) return 0;
  const target = makeLocalTarget(...about);
  try {
    return target.fixedEnergy(sitesCart);
  } finally {
    target.close();
  }
}
