import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { InProcessTransport, macromoleculeBundle, readModel, RemoteTarget } from '../../src/index.js';
import type { TargetAgent, Transport } from '../../src/index.js';
import { projectFile, scratchFolder } from './run.js';

const page = readFileSync(projectFile('docs/writing-an-agent.md'), 'utf8');

/** The page's pieces of code, as files that find the package. */
function files(): string[] {
  const folder = scratchFolder();
  const library = pathToFileURL(projectFile('dist/index.js')).href;
  return [...page.matchAll(/```js\n(.*?)```/gs)].map(([, code], i) => {
    const path = join(folder, `${i}.mjs`);
    writeFileSync(path, code.replace("from 'geomin'", `from '${library}'`));
    return path;
  });
}

it('the agent of the page about writing one does what the page says', async () => {
  const [counter] = files();
  const { stdout } = await promisify(execFile)(process.execPath, [counter], { timeout: 30_000 });
  expect(page).toContain(`\`${stdout.trim()}\``);
});

it('so does its agent with a target', async () => {
  const { tether } = (await import(pathToFileURL(files()[1]).href)) as {
    tether: (transport: Transport) => TargetAgent;
  };
  const transport = new InProcessTransport();
  const agent = tether(transport);
  await agent.start();
  const model = await readModel(projectFile('data/models/1ubq.pdb'));
  const macromolecule = macromoleculeBundle(model);
  const target = await RemoteTarget.open({ transport, macromolecule, requestStream: 'tether_requests' });
  const { energy } = await target.evaluate(model.sitesCart.map((x) => x + 0.1));
  expect(energy).toBeCloseTo(4 * 0.01 * model.sitesCart.length, 6);
  target.close();
  await agent.stop();
});
