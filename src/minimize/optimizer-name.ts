/**
 * Adam, gradient descent with momentum, L-BFGS, and `best`: L-BFGS that starts from the restraints' own second
 * derivatives and gets out of knots.
 */
export const OPTIMIZERS = ['adam', 'sgd', 'lbfgs', 'best'] as const;
/** One of {@link OPTIMIZERS}. */
export type OptimizerName = (typeof OPTIMIZERS)[number];
