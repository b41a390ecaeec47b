import type { Optimizer as TfjsOptimizer, Tensor, Variable } from '@tensorflow/tfjs-core';
import type { TensorFlow } from './tf-backend.js';

/** One of TensorFlow.js's optimizers, its learning rate given anew in each step so that a schedule keeps its moments. */
export interface RatedMethod {
  step(variable: Variable, gradients: Tensor, learningRate: number): void;
  dispose(): void;
}

/** Adam with its usual decay rates 0.9 and 0.999. */
export function adam(tf: TensorFlow): RatedMethod {
  const optimizer = tf.train.adam(0, 0.9, 0.999);
  return {
    step(variable, gradients, learningRate) {
      // Protected in its types, but read anew in every step.
      Reflect.set(optimizer, 'learningRate', learningRate);
      apply(optimizer, variable, gradients);
    },
    dispose: () => optimizer.dispose(),
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
