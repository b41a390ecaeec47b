import { expect, test } from 'vitest';
import { GeometryAgent } from '../../src/agents/geometry-agent.js';
import { RemoteTarget } from '../../src/agents/remote-target.js';
import { macromoleculeBundle } from '../../src/bundles/macromolecule.js';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import type { Target } from '../../src/geometry/target.js';
import { GeometryMinimizer } from '../../src/minimize/geometry-minimizer.js';
import { readModel } from '../../src/model/read-model.js';
import { buildRestraints } from '../../src/restraints/build-restraints.js';
import { InProcessTransport } from '../../src/transport/in-process-transport.js';

test('a part moves over agents as it does here, to the bit', async () => {
  const model = await readModel('data/models/1ubq.pdb');
  const { sitesCart } = model;
  const restraints = buildRestraints(model, { select: 'residue 20:30', harmonic: 0.2 });
  const minimize = (target: Target) =>
    new GeometryMinimizer({ target, sitesCart, optimizer: 'lbfgs', maxIterations: 120 }).minimize();
  const local = new GeometryTarget(restraints);
  const transport = new InProcessTransport();
  const agent = new GeometryAgent({ agentId: 'a', transport });
  await agent.start();
  const macromolecule = macromoleculeBundle(model, { restraints });
  const remote = await RemoteTarget.open({
    transport,
    macromolecule,
    fixedEnergy: local.fixedEnergy(sitesCart),
  });
  const [here, there] = [await minimize(local), await minimize(remote)];
  remote.close();
  local.close();
  await agent.stop();
  await transport.close();
  expect(remote.movingCount).toBe(local.movingCount);
  expect(there.sitesCart).toEqual(here.sitesCart);
  expect(there).toMatchObject({ energy: here.energy, rmsGradient: here.rmsGradient, reason: here.reason });
});
