import { RemoteTarget } from '../agents/remote-target.js';
import { macromoleculeBundle } from '../bundles/macromolecule.js';
import type { Transport } from '../transport/transport.js';
import { keysOf } from './key-options.js';
import { makeLocalTarget, type MakeTarget } from './minimize-model.js';
import type { MinimizeOptions } from './minimize-options.js';
import { withTransport } from './open-transport.js';
import type { RemoteOptions } from './remote-options.js';
import { bundleOptions } from './restraint-options.js';
import { runMinimize } from './run-minimize.js';

/** Files that are minimized at the same time, for several agents to have something to do. */
const AT_ONCE = 4;

/** The whole of `geomin minimize --redis`: like {@link runMinimize}, but agents compute what is minimized. */
export async function minimizeRemotely(
  inputs: readonly string[],
  options: MinimizeOptions & RemoteOptions,
): Promise<void> {
  const keys = await keysOf(options, (message) => process.stderr.write(`note: ${message}\n`));
  await withTransport(options, (transport) =>
    runMinimize(inputs, options, { makeTarget: targetsOver(transport, options, keys), atOnce: AT_ONCE }),
  );
}

/** Makes targets for models, each with a stream for answers of its own. */
function targetsOver(
  transport: Transport,
  { stream, timeout, retries, priority }: RemoteOptions,
  keys: readonly Buffer[] | undefined,
): MakeTarget {
  return (model, restraints, options) =>
    RemoteTarget.open({
      transport,
      macromolecule: macromoleculeBundle(model, bundleOptions(options, restraints)),
      fixedEnergy: fixedEnergy(model, restraints, options),
      requestStream: stream,
      timeoutSeconds: timeout,
      retries,
      priority,
      keys,
    });
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
