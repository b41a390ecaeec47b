import { afterEach, expect, it } from 'vitest';
import { Coordinator, type CoordinatorOptions } from '../../src/agents/coordinator.js';
import { RemoteTarget } from '../../src/agents/remote-target.js';
import { TargetAgent } from '../../src/agents/target-agent.js';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import { SumTarget } from '../../src/geometry/sum-target.js';
import type { Target } from '../../src/geometry/target.js';
import { TERMS, type Term } from '../../src/restraints/restraints.js';
import type { MakeDeployment } from '../conformance/deployment.js';
import { evaluateHere } from './deployment.js';
import { AgentFixture, describeOnTransports } from './fixture.js';

const NONBONDED: readonly Term[] = ['nonbonded'];
const BONDED = TERMS.filter((term) => term !== 'nonbonded');

describeOnTransports('a coordinator', (makeDeployment: MakeDeployment) => {
  const fixture = new AgentFixture(makeDeployment);
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  const specialists = [
    { name: 'bonded', requestStream: 'bonded_requests' },
    { name: 'nonbonded', requestStream: 'nonbonded_requests' },
  ];
  const startBonded = () => fixture.agents.start({ requestStream: 'bonded_requests', terms: BONDED });
  const startNonbonded = () =>
    fixture.agents.start({ requestStream: 'nonbonded_requests', terms: NONBONDED });
  const coordinate = async (options: Partial<CoordinatorOptions> = {}) => {
    const { transport } = fixture;
    const coordinator = new Coordinator({ transport, specialists, agentId: 'coordinator', ...options });
    await coordinator.start();
    closing.push(() => coordinator.stop());
    return coordinator;
  };
  const open = async (options: object = {}) => {
    const target = await RemoteTarget.open({
      transport: fixture.transport,
      macromolecule: fixture.id,
      ...options,
    });
    closing.unshift(() => target.close());
    return target;
  };
  const evaluate = async (target: Target) => {
    const gradients = new Float64Array(3 * target.atomCount);
    return { ...(await target.evaluate(fixture.model.sitesCart, gradients)), gradients };
  };

  it('answers with the sum of its specialists, which is the single agent’s', async () => {
    await Promise.all([startBonded(), startNonbonded(), coordinate()]);
    const summed = await evaluate(await open());
    const whole = evaluateHere(fixture.model);
    expect(Math.abs(summed.energy / whole.energy - 1)).toBeLessThan(1e-12);
    expect(summed.terms).toEqual(whole.terms);
    const largest = Math.max(...whole.gradients.map(Math.abs));
    const off = Math.max(...whole.gradients.map((g, i) => Math.abs(g - summed.gradients[i])));
    expect(off / largest).toBeLessThan(1e-12);
    // Without a coordinator: the same sum, to the last digit.
    const parts = specialists.map(async ({ name, requestStream }) => ({
      name,
      target: await open({ requestStream }),
    }));
    expect(await evaluate(new SumTarget(await Promise.all(parts)))).toEqual(summed);
  });

  it('answers for sites that are not in the message, and those of a request of the old form', async () => {
    await Promise.all([startBonded(), startNonbonded(), coordinate()]);
    const { energy } = await evaluate(await open());
    expect((await evaluate(await open({ inlineBytes: 0 }))).energy).toBe(energy);
    expect(await fixture.ask('old')).toMatchObject({ success: true, total_geometry_energy: energy });
  });

  it('names who is missing, in time', async () => {
    await Promise.all([startBonded(), coordinate()]);
    // Restraints are there already.
    await evaluate(await open({ requestStream: 'bonded_requests' }));
    const target = await open({ timeoutSeconds: 1, retries: 0 });
    await expect(evaluate(target)).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: expect.stringMatching(/^nonbonded: no agent answered in time/) as string,
    });
  });

  it('answers with what there is where the request allows it', async () => {
    await Promise.all([startBonded(), coordinate({ specialistTimeout: 0.5, specialistRetries: 0 })]);
    const target = await open({ allowPartial: true });
    const bonded = await evaluate(await open({ requestStream: 'bonded_requests' }));
    expect(await evaluate(target)).toEqual({ ...bonded, missing: ['nonbonded'] });
    const response = await fixture.ask('old', { allow_partial: true });
    expect(response).toMatchObject({ success: true, missing: ['nonbonded'] });
  });

  it('does not ask a specialist again that failed ever again, until it is back', async () => {
    const patience = { specialistTimeout: 0.5, specialistRetries: 0, breakAfter: 2, breakSeconds: 0.4 };
    await Promise.all([startBonded(), coordinate({ ...patience, healthCheckInterval: 0.1 })]);
    await evaluate(await open({ requestStream: 'bonded_requests' }));
    const target = await open();
    await expect(evaluate(target)).rejects.toMatchObject({ code: 'TIMEOUT' });
    await expect(evaluate(target)).rejects.toMatchObject({ code: 'TIMEOUT' });
    await expect(evaluate(target)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringMatching(/^nonbonded: it was not asked, as it failed 2 times in a row/) as string,
    });
    const breaker = async () => {
      const state = JSON.parse((await fixture.transport.registry.announced()).get('coordinator')!) as {
        specialists: { breaker: string }[];
      };
      return state.specialists.map((specialist) => specialist.breaker);
    };
    await expect.poll(breaker).toEqual(['closed', 'open']);
    await startNonbonded();
    await expect
      .poll(
        () =>
          evaluate(target).then(
            () => 'answered',
            () => 'refused',
          ),
        { timeout: 15_000 },
      )
      .toBe('answered');
    await expect.poll(breaker).toEqual(['closed', 'closed']);
  });

  it('hands on who asked, and that it was called off', async () => {
    const { transport } = fixture;
    const seen: (string | undefined)[][] = [];
    let called: () => void;
    const isCalledOff = new Promise<void>((resolve) => (called = resolve));
    const never: Target = {
      atomCount: fixture.model.atomCount,
      evaluate: (_sites, _gradients, context = {}) => {
        seen.push([context.correlationId, context.parentId]);
        return new Promise((_, reject) => {
          context.signal!.addEventListener('abort', () => {
            called();
            reject(context.signal!.reason as Error);
          });
        });
      },
      close() {},
    };
    const slow = new TargetAgent({ transport, requestStream: 'slow_requests', makeTarget: () => never });
    await slow.start();
    closing.push(() => slow.stop());
    await coordinate({ specialists: [{ name: 'slow', requestStream: 'slow_requests' }] });
    const controller = new AbortController();
    const target = await open({ correlationId: 'whole', signal: controller.signal });
    const asked = evaluate(target);
    asked.catch(() => undefined);
    await expect.poll(() => seen.length).toBe(1);
    controller.abort();
    await expect(asked).rejects.toMatchObject({ code: 'CANCELLED' });
    await isCalledOff;
    expect(seen[0][0]).toBe('whole');
    expect(seen[0][1]).toMatch(/^client_.*\.1\.1$/);
  });

  it('weighs a target of somebody’s own', async () => {
    const { transport } = fixture;
    const sites = fixture.model.sitesCart;
    const tether = new TargetAgent({
      transport,
      requestStream: 'tether_requests',
      makeTarget: async (macromolecule) => {
        const atomCount = await macromolecule.atomCount();
        const ideal = (await macromolecule.sitesCart())!.map((x) => x + 0.1);
        const iSeqs = Int32Array.from({ length: atomCount }, (_, i) => i);
        const weight = new Float64Array(atomCount).fill(2);
        return new GeometryTarget({ atomCount, positions: { iSeqs, ideal, weight } });
      },
    });
    await tether.start();
    closing.push(() => tether.stop());
    await startBonded();
    const both = [specialists[0], { name: 'tether', requestStream: 'tether_requests', weight: 0.5 }];
    await coordinate({ specialists: both });
    const bonded = evaluateHere(fixture.model).energy - evaluateHere(fixture.model).terms.nonbonded;
    const { energy, terms } = await evaluate(await open());
    expect(terms.position).toBeCloseTo(0.5 * 2 * 0.01 * sites.length, 6);
    expect(energy).toBeCloseTo(bonded + terms.position, 6);
  });

  it('asks nobody else than others', () => {
    const { transport } = fixture;
    expect(() => new Coordinator({ transport, specialists: [] })).toThrow('needs specialists');
    const itself = [{ name: 'me', requestStream: 'geometry_requests' }];
    expect(() => new Coordinator({ transport, specialists: itself })).toThrow(
      'the coordinator itself answers',
    );
  });
});
