// The whole command, from start to written file, beside another build of geomin.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const RUNS = 7;
const CASES = [
  { name: '1ubq, default (Adam)', args: [] },
  { name: '1ubq, L-BFGS', args: ['--optimizer', 'lbfgs'] },
  { name: '1ubq, best', args: ['--optimizer', 'best'], isNew: true },
];

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

/** @param other folder of another build, or undefined */
export function measureCommand(other) {
  return CASES.map(({ name, args, isNew }) => {
    const seconds = [];
    const ratios = [];
    for (let run = 0; run <= RUNS; run++) {
      const own = secondsOf(root, args);
      const theirs = other && !isNew ? secondsOf(other, args) : undefined;
      if (run === 0) continue;
      seconds.push(own);
      if (theirs) ratios.push(theirs / own);
    }
    const result = { name, seconds: median(seconds), ratio: ratios.length > 0 ? median(ratios) : undefined };
    console.log(
      `${name}: ${result.seconds.toFixed(2)} s${result.ratio ? `, ${result.ratio.toFixed(2)} times as fast` : ''}`,
    );
    return result;
  });
}

function secondsOf(folder, args) {
  const model = join(root, 'data', 'models', '1ubq.pdb');
  const output = join(root, 'build', 'bench', 'minimized.pdb');
  const start = performance.now();
  const command = [join(folder, 'minimize.js'), model, '--quiet', '-o', output, ...args];
  const { status, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return (performance.now() - start) / 1e3;
}
