import { expect, it } from 'vitest';
import { shakeSites } from '../../src/minimize/shake.js';
import { range, type MakeDeployment } from '../conformance/deployment.js';
import { evaluateHere } from './deployment.js';
import { AgentFixture, describeOnTransports } from './fixture.js';

const STEPS = 12;

describeOnTransports('two agents, and sites that change', (makeDeployment: MakeDeployment) => {
  const fixture = new AgentFixture(makeDeployment);
  const sitesOf = (step: number) => shakeSites(fixture.model.sitesCart, 0.1, step);
  const energyOf = (step: number) => evaluateHere(fixture.model, sitesOf(step)).energy;
  const startTwo = async () => {
    await fixture.agents.start();
    await fixture.agents.start();
  };
  /** Stores the sites of a step, and tells nobody. */
  const store = (step: number) => {
    const bundle = { bundleType: 'coordinate_update', parentBundleId: fixture.id, step } as const;
    return fixture.transport.bundles.put({ ...bundle, sitesCart: sitesOf(step) });
  };

  it('old form, one after the other: each answer is for the update right before it', async () => {
    await startTwo();
    for (const step of range(1, STEPS)) {
      await fixture.update(sitesOf(step), step);
      const response = await fixture.ask(`r${step}`);
      expect(response).toMatchObject({ success: true, step, total_geometry_energy: energyOf(step) });
    }
  });

  it('old form, all at once: no answer is for sites older than its request, and each says which', async () => {
    for (const step of range(1, STEPS)) {
      await fixture.update(sitesOf(step), step);
      await fixture.send(`r${step}`);
    }
    await startTwo();
    for (const step of range(1, STEPS)) {
      const response = await fixture.responses.to(`r${step}`);
      expect(response.success).toBe(true);
      expect(response.step).toBeGreaterThanOrEqual(step);
      expect(response.total_geometry_energy).toBe(energyOf(response.step as number));
    }
  });

  it('an update that comes late does not take the sites back', async () => {
    await startTwo();
    for (const step of [3, 1, 2, 5, 4]) {
      await fixture.update(sitesOf(step), step);
      const latest = Math.max(3, step === 4 ? 5 : step);
      const response = await fixture.ask(`r${step}`);
      expect(response).toMatchObject({ step: latest, total_geometry_energy: energyOf(latest) });
    }
  });

  it('with a step: waits for sites that are on their way, and is refused those that are gone', async () => {
    await startTwo();
    await fixture.send('early', { step: 1 });
    await fixture.update(sitesOf(1), 1);
    const early = await fixture.responses.to('early');
    expect(early).toMatchObject({ success: true, step: 1, total_geometry_energy: energyOf(1) });
    await fixture.update(sitesOf(2), 2);
    const gone = await fixture.ask('gone', { step: 1 });
    expect(gone).toMatchObject({ success: false, error_code: 'REQUEST' });
    expect(gone.error_message).toContain('step 2 already');
  });

  it('with named sites, in any order: each answer is for its own', async () => {
    await startTwo();
    const ids = await Promise.all(range(1, STEPS).map(store));
    // Backwards, and from both ends in turn.
    const order = range(1, STEPS).sort((a, b) => ((7 * a) % (STEPS + 1)) - ((7 * b) % (STEPS + 1)));
    for (const step of order) {
      await fixture.announce(ids[STEPS - step], STEPS + 1 - step);
      await fixture.send(`r${step}`, { step, coordinates_bundle_id: ids[step - 1] });
    }
    for (const step of order) {
      const response = await fixture.responses.to(`r${step}`);
      expect(response).toMatchObject({ success: true, step, coordinates_bundle_id: ids[step - 1] });
      expect(response.total_geometry_energy).toBe(energyOf(step));
    }
    await fixture.settled();
    expect((await fixture.transport.registry.coordinates(fixture.id))?.step).toBe(STEPS);
  });

  it('sites of another step than the request says are refused', async () => {
    await startTwo();
    const response = await fixture.ask('a', { step: 2, coordinates_bundle_id: await store(1) });
    expect(response).toMatchObject({ success: false, error_code: 'BUNDLE' });
    expect(response.error_message).toContain('step 1, not of step 2');
  });
});
