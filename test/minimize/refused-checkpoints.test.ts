import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/bundles/checkpoint-codec.js';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import type { Target } from '../../src/geometry/target.js';
import { GeometryMinimizer } from '../../src/minimize/geometry-minimizer.js';
import type { MinimizerOptions } from '../../src/minimize/minimizer-options.js';
import { constantSchedule } from '../../src/minimize/schedules.js';
import {
  checkpoint,
  closing,
  Elsewhere,
  interrupted,
  minimizer,
  restraints,
  sites,
  some,
  target,
  type Case,
} from './checkpointed.js';

const encoded = encodeCheckpoint(checkpoint);

describe('refused is', () => {
  function expectRefusal(more: Partial<MinimizerOptions>, message: RegExp): void {
    const refused = expect.objectContaining({ code: 'CHECKPOINT', message: expect.stringMatching(message) });
    expect(() => minimizer(some, { resumeFrom: checkpoint, ...more })).toThrow(refused);
  }

  test('another optimizer, number of atoms or option', async () => {
    expectRefusal({ optimizer: 'best' }, /optimizer is lbfgs, that of this minimization best/);
    expectRefusal({ minProgress: 0 }, /minProgress is 0.0001, that of this minimization 0$/);
    const { target: smaller } = fewer();
    expectRefusal({ target: smaller, sitesCart: new Float64Array(9) }, /number of atoms is \d+, .* 3$/);
    const adam: Case = { ...some, options: { optimizer: 'adam' } };
    const resumeFrom = (await interrupted({ ...adam, target: new Elsewhere() }, 3))!;
    for (const [option, value] of [
      ['learningRate', 0.2],
      ['schedule', 'constant'],
      ['maxIterations', 4001],
    ] as const) {
      const go = () => minimizer(adam, { resumeFrom, [option]: value });
      expect(go).toThrow(new RegExp(`the checkpoint's ${option} is .*, that of this minimization ${value}`));
    }
  });

  test('another model, before anything is done', async () => {
    const other = new GeometryTarget({ ...restraints, nonbonded: undefined });
    closing.push(other);
    const resumed = minimizer(some, { target: other, resumeFrom: checkpoint });
    const refused = { code: 'CHECKPOINT', message: expect.stringMatching(/of another model: its energy is/) };
    await expect(resumed.minimize()).rejects.toMatchObject(refused);
    await expect(resumed.step()).rejects.toMatchObject(refused);
  });

  test('the state of another optimizer or size, whatever is said of it', () => {
    const ofLbfgs = { ...checkpoint, optimizer: 'sgd' as const };
    expectRefusal(
      {
        optimizer: 'sgd',
        resumeFrom: { ...ofLbfgs, options: { ...checkpoint.options, learningRate: 5e-5 } },
        maxIterations: 300,
      },
      /it is of another optimizer/,
    );
    const { target: smaller } = fewer();
    const resumeFrom = { ...checkpoint, atomCount: 3 };
    expectRefusal({ target: smaller, sitesCart: new Float64Array(9), resumeFrom }, /another number of atoms/);
  });

  test('whatever is cut short or altered', () => {
    const take = (bytes: Uint8Array) => minimizer(some, { resumeFrom: decodeCheckpoint(bytes) });
    const refused = expect.objectContaining({ code: 'CHECKPOINT' });
    fc.assert(
      fc.property(fc.nat(encoded.length - 1), (length) => {
        expect(() => take(encoded.subarray(0, length))).toThrow(refused);
      }),
      { numRuns: 40 },
    );
    const flip = (at: number, bit: number) => {
      const bytes = Buffer.from(encoded);
      bytes[at] ^= 1 << bit;
      expect(() => take(bytes)).toThrow(refused);
    };
    const head = encoded.length - checkpoint.state.length;
    fc.assert(fc.property(fc.nat(head - 1), fc.nat(7), flip), { numRuns: 60 });
    fc.assert(fc.property(fc.integer({ min: head, max: encoded.length - 1 }), fc.nat(7), flip), {
      numRuns: 60,
    });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(() => take(bytes)).toThrow(refused);
      }),
    );
  });

  test('what has no state that could be saved', () => {
    const onCheckpoint = () => undefined;
    const make = (more: Partial<MinimizerOptions>) => () =>
      new GeometryMinimizer({ target, sitesCart: sites, onCheckpoint, ...more });
    const refused = (message: RegExp) =>
      expect.objectContaining({ code: 'ARGUMENT', message: expect.stringMatching(message) });
    expect(make({})).toThrow(refused(/adam on TensorFlow.js has no checkpoints/));
    expect(make({ optimizer: 'sgd', backend: 'cpu' })).toThrow(refused(/sgd on TensorFlow.js/));
    const schedule = constantSchedule();
    expect(make({ backend: 'native', schedule })).toThrow(refused(/a schedule of one's own/));
    expect(make({ optimizer: 'lbfgs', checkpointSeconds: 0 })).toThrow(refused(/checkpointSeconds is 0/));
  });
});

function fewer(): { target: Target } {
  const none = { iSeqs: new Int32Array(), ideal: new Float64Array(), weight: new Float64Array() };
  const smaller = new GeometryTarget({ atomCount: 3, bonds: none });
  closing.push(smaller);
  return { target: smaller };
}
