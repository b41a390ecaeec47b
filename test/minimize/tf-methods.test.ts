import type { Tensor } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { loadBackend, type LoadedBackend, type TensorFlow } from '../../src/minimize/tf-backend.js';
import { adam } from '../../src/minimize/tf-methods.js';
import { availableBackends } from './backends.js';

const STEPS = 60;
const SHAPE: [number, number] = [40, 3];
const backends = await availableBackends();

test.each(backends)('Adam goes the way of tf.train.adam to the last digit (%s)', (_name, backend) => {
  const standard = backend.run((tf) => {
    const shifts = tf.variable(tf.zeros(SHAPE));
    const optimizer = tf.train.adam(0, 0.9, 0.999);
    const way = walk(tf, (gradients, learningRate) => {
      Reflect.set(optimizer, 'learningRate', learningRate);
      optimizer.applyGradients([{ name: shifts.name, tensor: gradients }]);
      return shifts.dataSync();
    });
    optimizer.dispose();
    shifts.dispose();
    return way;
  });
  expect(ours(backend)).toEqual(standard);
});

test('Adam keeps no tensors but its own, and leaves none behind', async () => {
  const backend = await loadBackend('wasm');
  const count = () => backend.run((tf) => tf.memory().numTensors);
  const before = count();
  ours(backend);
  expect(count()).toBe(before);
});

function ours(backend: LoadedBackend): Float32Array[] {
  return backend.run((tf) => {
    const shifts = tf.tidy(() => tf.variable(tf.zeros(SHAPE)));
    const method = adam(tf);
    const way = walk(tf, (gradients, learningRate) => {
      method.step(shifts, gradients, learningRate);
      return shifts.dataSync();
    });
    method.dispose();
    shifts.dispose();
    return way;
  });
}

/** Shifts after each of some steps, along gradients that are large and small, and at a rate that falls. */
function walk(
  tf: TensorFlow,
  step: (gradients: Tensor, learningRate: number) => ArrayLike<number>,
): Float32Array[] {
  return Array.from({ length: STEPS }, (_, k) => {
    const values = Float32Array.from(
      { length: SHAPE[0] * SHAPE[1] },
      (_, i) => 10 ** (i % 7) * Math.sin(i * i + k),
    );
    const gradients: Tensor = tf.tensor2d(values, SHAPE);
    const shifts = Float32Array.from(step(gradients, 0.1 / (1 + k)));
    gradients.dispose();
    return shifts;
  });
}
