import { createRequire } from 'node:module';
import type * as tfjs from '@tensorflow/tfjs-core';
import { GeominError } from '../errors.js';
import { TF_BACKENDS, type TfBackend } from './backends.js';

// TensorFlow.js comes as CommonJS modules, which find each other only when they are loaded as such.
const require = createRequire(import.meta.url);

export type TensorFlow = typeof tfjs;

/** A backend that is loaded, and TensorFlow.js's functions on it. */
export interface LoadedBackend {
  readonly name: TfBackend;
  /** Runs synchronous work on this backend, whatever another user of TensorFlow.js has selected meanwhile. */
  run<T>(work: (tf: TensorFlow) => T): T;
}

const PACKAGES: Record<TfBackend, string> = {
  tensorflow: '@tensorflow/tfjs-node',
  wasm: '@tensorflow/tfjs-backend-wasm',
  cpu: '@tensorflow/tfjs-backend-cpu',
};

const REMEDIES: Record<TfBackend, string> = {
  tensorflow:
    'Use the backend wasm or cpu. In a clone of geomin, `npm run setup:tfjs-node` makes this one work.',
  wasm: 'Use the backend cpu, or install the package anew.',
  cpu: 'Install the package anew.',
};

const loads = new Map<TfBackend, Promise<LoadedBackend>>();
/** The backend that was selected here; any other is the choice of somebody else, which stays. */
let ours: string | undefined;

/**
 * Loads TensorFlow.js; nothing of it is loaded before.
 *
 * @param backend the one to use; without it the first of {@link TF_BACKENDS} that works
 * @throws GeominError `BACKEND` where it cannot be had
 */
export async function loadBackend(backend?: TfBackend): Promise<LoadedBackend> {
  const names = backend ? [backend] : TF_BACKENDS;
  const failures: string[] = [];
  for (const name of names) {
    try {
      return await loadOnce(name);
    } catch (error) {
      // tfjs-node fails in many ways, some without a code: no package, no addon, no libtensorflow, a Node too new.
      failures.push(`${name}: ${firstLine(error)}`);
    }
  }
  const message = `TensorFlow.js cannot be loaded (${failures.join('; ')})`;
  throw new GeominError('BACKEND', message, REMEDIES[names[names.length - 1]]);
}

/** What failed is tried anew the next time. */
function loadOnce(name: TfBackend): Promise<LoadedBackend> {
  const earlier = loads.get(name);
  if (earlier) return earlier;
  const loading = load(name).catch((error: unknown) => {
    loads.delete(name);
    throw error;
  });
  loads.set(name, loading);
  return loading;
}

async function load(name: TfBackend): Promise<LoadedBackend> {
  // libtensorflow logs its start to stderr unless told not to. oneDNN has nothing to gain here, and says that it is on.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  process.env.TF_ENABLE_ONEDNN_OPTS ??= '0';
  restoreUtilFunctions();
  const tf = require('@tensorflow/tfjs-core') as TensorFlow;
  // Production mode keeps TensorFlow.js from printing advice.
  tf.env().set('PROD', true);
  const selected = tf.getBackend();
  require(PACKAGES[name]);
  await start(tf, name);
  if (selected && selected !== ours) await tf.setBackend(selected);
  else ours = tf.getBackend();
  const loaded = { name, run: <T>(work: (tf: TensorFlow) => T) => runOn(tf, name, work) };
  checkOneOperation(loaded);
  return loaded;
}

/**
 * Starts a backend by hand and gives it to TensorFlow.js when it is ready: starting one itself, TensorFlow.js refuses
 * all work, that on other backends too, until it is done.
 */
async function start(tf: TensorFlow, name: TfBackend): Promise<void> {
  if (name in tf.engine().registry) return;
  const instance = await tf.findBackendFactory(name)();
  tf.removeBackend(name);
  tf.registerBackend(name, () => instance);
  if (!(await tf.setBackend(name))) throw new Error('the backend does not start');
}

/** Selecting takes half a millisecond, and takes effect at once though the call returns a promise. */
function runOn<T>(tf: TensorFlow, name: TfBackend, work: (tf: TensorFlow) => T): T {
  const selected = tf.getBackend();
  if (selected === name) return work(tf);
  void tf.setBackend(name);
  if (selected === ours) {
    ours = name;
    return work(tf);
  }
  try {
    return work(tf);
  } finally {
    void tf.setBackend(selected);
  }
}

/** Some failures show only when an operation runs. */
function checkOneOperation(backend: LoadedBackend): void {
  const [sum] = backend.run((tf) => tf.tidy(() => tf.add(1, 2).dataSync()));
  if (sum !== 3) throw new Error(`1 + 2 came out as ${sum}`);
}

/** tfjs-node calls two functions of `util` that Node 22 warns of on stderr and later ones do not have. */
function restoreUtilFunctions(): void {
  const util = require('node:util') as Record<string, unknown>;
  util.isNullOrUndefined = (value: unknown) => value === null || value === undefined;
  util.isArray = Array.isArray;
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim().split('\n')[0];
}
