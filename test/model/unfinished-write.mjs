// Writes a file that is never whole. Arguments: its path; `once` to wait for one signal beside it.
import { setTimeout as sleep } from 'node:timers/promises';
import { writeWhole } from '../../dist/model/whole-file.js';

const [path, once] = process.argv.slice(2);
if (once !== undefined) process.once('SIGTERM', () => process.stdout.write('heard\n'));

async function* endless() {
  for (;;) {
    yield Buffer.from('more\n');
    await sleep(10);
  }
}

await writeWhole(path, endless());
