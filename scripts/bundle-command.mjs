// Joins what the command line loads into a few files: hundreds of small ones take a tenth of a second to open. It is only
// faster for it, so where the bundler does not run the compiled files stay as they are.
import { join, relative } from 'node:path';

/** What starts a process or a thread. */
const ENTRIES = ['cli/program', 'jobs/file-thread', 'jobs/job-process', 'agents/build-worker'];

/** Chunks lie in a folder of dist/, the entries themselves where they were. */
const CHUNKS = 'joined';

/**
 * Replaces each entry by one with all that it imports. What they share or import later stays apart, in dist/joined.
 *
 * @param {string} dist
 */
export async function bundleCommand(dist) {
  let rolldown;
  try {
    ({ rolldown } = await import('rolldown'));
  } catch {
    console.warn('geomin: no bundler here; the command takes a little longer to start.');
    return;
  }
  const bundle = await rolldown({
    input: Object.fromEntries(ENTRIES.map((entry) => [entry, join(dist, `${entry}.js`)])),
    platform: 'node',
    external: (id) => !id.startsWith('.') && !id.startsWith(dist),
    plugins: [keepAddresses(dist)],
  });
  await bundle.write({
    dir: dist,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: `${CHUNKS}/[name].js`,
  });
  await bundle.close();
}

/** Files find their data and their workers by their own addresses, which are to stay those of the compiled files. */
function keepAddresses(dist) {
  return {
    name: 'keep-addresses',
    transform(code, id) {
      if (!code.includes('import.meta.url')) return null;
      const path = relative(join(dist, CHUNKS), id).replaceAll('\\', '/');
      return {
        code: code.replaceAll('import.meta.url', `new URL('${path}', import.meta.url).href`),
        map: null,
      };
    },
  };
}
