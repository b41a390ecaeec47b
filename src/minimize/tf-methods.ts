import type { NamedTensorMap, Optimizer as TfjsOptimizer, Tensor, Variable } from '@tensorflow/tfjs-core';
import type { TensorFlow } from './tf-backend.js';

/** One of TensorFlow.js's optimizers, its learning rate given anew in each step so that a schedule keeps its moments. */
export interface RatedMethod {
  step(variable: Variable, gradients: Tensor, learningRate: number): void;
  dispose(): void;
}

/** Decay rates of Adam's moments. */
const DECAYS = [0.9, 0.999] as const;

/**
 * Adam with its usual decay rates 0.9 and 0.999: the arithmetic of `tf.train.adam`, to the same digits. That one makes
 * a tensor of each constant in every step and keeps the decays' powers in tensors, which for a small model is half of
 * its time.
 */
export function adam(tf: TensorFlow): RatedMethod {
  const { add, multiply, divide, square, squareRoot } = kernels(tf);
  const [decay1, decay2] = DECAYS.map((decay) => tf.scalar(decay));
  const [share1, share2] = DECAYS.map((decay) => tf.scalar(1 - decay));
  const epsilon = tf.scalar(tf.backend().epsilon());
  const powers = DECAYS.map(Math.fround);
  let moments: Tensor[] = [];
  const next = (variable: Variable, gradients: Tensor, learningRate: number) => {
    const [mean, meanSquare] =
      moments.length > 0 ? moments : [tf.zerosLike(variable), tf.zerosLike(variable)];
    const [bias1, bias2] = powers.map((power) => tf.scalar(Math.fround(1 - power)));
    const nextMean = add(multiply(mean, decay1), multiply(gradients, share1));
    const nextSquare = add(multiply(meanSquare, decay2), multiply(square(gradients), share2));
    const scale = add(squareRoot(divide(nextSquare, bias2)), epsilon);
    const step = multiply(divide(divide(nextMean, bias1), scale), tf.scalar(-learningRate));
    variable.assign(add(step, variable));
    return [nextMean, nextSquare];
  };
  return {
    step(variable, gradients, learningRate) {
      const before = moments;
      moments = tf.tidy(() => next(variable, gradients, learningRate));
      tf.dispose(before);
      DECAYS.forEach((decay, k) => (powers[k] = Math.fround(powers[k] * Math.fround(decay))));
    },
    dispose: () => tf.dispose([decay1, decay2, share1, share2, epsilon, ...moments]),
  };
}

/** Arithmetic without what TensorFlow.js's functions of these names do to their arguments first, a sixth of a step. */
function kernels(tf: TensorFlow) {
  const run = (kernel: string, inputs: NamedTensorMap): Tensor => tf.engine().runKernel(kernel, inputs);
  return {
    add: (a: Tensor, b: Tensor) => run(tf.Add, { a, b }),
    multiply: (a: Tensor, b: Tensor) => run(tf.Multiply, { a, b }),
    divide: (a: Tensor, b: Tensor) => run(tf.RealDiv, { a, b }),
    square: (x: Tensor) => run(tf.Square, { x }),
    squareRoot: (x: Tensor) => run(tf.Sqrt, { x }),
  };
}

/** v ← momentum · v + g, x ← x − rate · v */
export function gradientDescent(tf: TensorFlow, momentum: number): RatedMethod {
  const optimizer = momentum > 0 ? tf.train.momentum(0, momentum) : tf.train.sgd(0);
  return {
    step(variable, gradients, learningRate) {
      optimizer.setLearningRate(learningRate);
      apply(optimizer, variable, gradients);
    },
    dispose() {
      optimizer.dispose();
      // The momentum optimizer's own dispose leaves out the tensor that it inherits.
      if (momentum > 0) tf.SGDOptimizer.prototype.dispose.call(optimizer);
    },
  };
}

function apply(optimizer: TfjsOptimizer, variable: Variable, gradients: Tensor): void {
  optimizer.applyGradients({ [variable.name]: gradients });
}
