/** TensorFlow.js's ways to compute, the fastest first: libtensorflow (tfjs-node), WebAssembly, plain JavaScript. */
export const TF_BACKENDS = ['tensorflow', 'wasm', 'cpu'] as const;
/** One of {@link TF_BACKENDS}. */
export type TfBackend = (typeof TF_BACKENDS)[number];

/** What Adam and SGD compute on: TensorFlow.js, or the core. */
export const BACKENDS = [...TF_BACKENDS, 'native'] as const;
/** One of {@link BACKENDS}. */
export type Backend = (typeof BACKENDS)[number];
