/**
 * TensorFlow.js's ways to compute, the fastest first: WebAssembly, libtensorflow (tfjs-node), plain JavaScript.
 * libtensorflow takes longer to load, and its calls cost more than its threads win, from 660 to 202,708 atoms.
 */
export const TF_BACKENDS = ['wasm', 'tensorflow', 'cpu'] as const;
/** One of {@link TF_BACKENDS}. */
export type TfBackend = (typeof TF_BACKENDS)[number];

/** What Adam and SGD compute on: TensorFlow.js, or the core. */
export const BACKENDS = [...TF_BACKENDS, 'native'] as const;
/** One of {@link BACKENDS}. */
export type Backend = (typeof BACKENDS)[number];
