import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RemoteTarget } from '../../src/agents/remote-target.js';
import { macromoleculeBundle } from '../../src/bundles/macromolecule.js';
import { GeometryMinimizer } from '../../src/minimize/geometry-minimizer.js';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import { buildRestraints } from '../../src/restraints/build-restraints.js';
import { shakeSites } from '../../src/minimize/shake.js';
import { readModel } from '../../src/model/read-model.js';
import type { Model } from '../../src/model/model.js';
import { InProcessTransport } from '../../src/transport/in-process-transport.js';
import { Agents, evaluateHere, OldResponses, oldRequest, storeModel } from './deployment.js';

let model: Model;
let transport: InProcessTransport;
let agents: Agents;
let responses: OldResponses;
let id: string;

beforeEach(async () => {
  model = await readModel('data/models/1ubq.pdb');
  transport = new InProcessTransport();
  agents = new Agents(transport);
  responses = await OldResponses.follow(transport);
  id = await storeModel(transport, model);
});

afterEach(async () => {
  await agents.stop();
  await transport.close();
});

const send = (requestId: string, others: object = {}) =>
  transport.send('geometry_requests', oldRequest(requestId, id, others));

describe('a request of the old form', () => {
  it('is answered on the old response stream, with a stored bundle', async () => {
    await agents.start();
    await send('a');
    const response = await responses.to('a');
    expect(response).toMatchObject({ request_id: 'a', success: true, error_message: null });
    const bundle = await transport.bundles.get(
      response.geometry_bundle_id as string,
      'geometry_gradient_data',
    );
    const { energy, terms, gradients } = evaluateHere(model);
    expect(bundle.energy).toBe(energy);
    expect(bundle.terms).toEqual(terms);
    expect(bundle.gradients).toEqual(gradients);
    expect(bundle).toMatchObject({ parentBundleId: id, requestId: 'a' });
  });

  it('is about the sites of the last update', async () => {
    await agents.start();
    const sitesCart = shakeSites(model.sitesCart, 0.1, 3);
    const bundleId = await transport.bundles.put({
      bundleType: 'coordinate_update',
      sitesCart,
      parentBundleId: id,
      step: 7,
    });
    const update = {
      type: 'coordinate_update',
      bundle_id: bundleId,
      parent_bundle_id: id,
      step: 7,
      dialect: 'numpy',
    };
    await transport.send('geometry_requests', {
      coordinate_update: JSON.stringify(update),
      timestamp: '1',
      source: 'geometry_minimizer',
    });
    await send('b');
    const response = await responses.to('b');
    expect(response).toMatchObject({ success: true, step: 7, coordinates_bundle_id: bundleId });
    expect(response.total_geometry_energy).toBe(evaluateHere(model, sitesCart).energy);
  });
});

describe('a minimization over agents', () => {
  it.each(['lbfgs', 'adam'] as const)(
    'gives bit for bit the sites of the local one: %s',
    async (optimizer) => {
      await agents.start();
      await agents.start();
      const options = {
        optimizer,
        sitesCart: model.sitesCart,
        maxIterations: 60,
        backend: 'native' as const,
      };
      const target = await RemoteTarget.open({ transport, macromolecule: macromoleculeBundle(model) });
      const remote = await new GeometryMinimizer({ target, ...options }).minimize();
      target.close();
      const here = new GeometryTarget(buildRestraints(model));
      const local = await new GeometryMinimizer({ target: here, ...options }).minimize();
      expect(remote.sitesCart).toEqual(local.sitesCart);
      expect(remote.energy).toBe(local.energy);
      const stored = await transport.bundles.get(remote.finalBundleId!, 'coordinate_update');
      expect(stored.sitesCart).toEqual(local.sitesCart);
    },
  );
});
