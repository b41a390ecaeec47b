import { TF_BACKENDS, type TfBackend } from '../../src/minimize/backends.js';
import { loadBackend, type LoadedBackend } from '../../src/minimize/tf-backend.js';

/**
 * Every backend, loaded. Only tensorflow may be absent, where tfjs-node is not set up; GEOMIN_REQUIRE_TENSORFLOW=1
 * makes that a failure too.
 */
export async function availableBackends(): Promise<[TfBackend, LoadedBackend][]> {
  const available: [TfBackend, LoadedBackend][] = [];
  for (const name of TF_BACKENDS) {
    try {
      available.push([name, await loadBackend(name)]);
    } catch (error) {
      const isOptional = name === 'tensorflow' && process.env.GEOMIN_REQUIRE_TENSORFLOW !== '1';
      if (!isOptional) throw error;
      console.warn(`Not tested: ${(error as Error).message}`);
    }
  }
  return available;
}
