/** TensorFlow.js's ways to compute, the fastest first: libtensorflow (tfjs-node), WebAssembly, plain JavaScript. */
export const BACKENDS = ['tensorflow', 'wasm', 'cpu'] as const;
/** One of {@link BACKENDS}. */
export type Backend = (typeof BACKENDS)[number];
