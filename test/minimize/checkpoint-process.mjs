// Minimizes ubiquitin, shaken, with its checkpoints in a file: node checkpoint-process.mjs FILE
// Where there is no file yet, it is killed after the first few; where there is one, it goes on from there to the end.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import {
  buildRestraints,
  decodeCheckpoint,
  encodeCheckpoint,
  GeometryMinimizer,
  GeometryTarget,
  readModel,
  shakeSites,
} from '../../dist/index.js';

const [path] = process.argv.slice(2);
const resumeFrom = existsSync(path) ? decodeCheckpoint(readFileSync(path)) : undefined;
let count = 0;
const model = await readModel('data/models/1ubq.pdb');
const minimizer = new GeometryMinimizer({
  target: new GeometryTarget(buildRestraints(model)),
  sitesCart: shakeSites(model.sitesCart, 0.3, 7),
  optimizer: 'best',
  convergenceThreshold: 1e-4,
  checkpointIterations: 20,
  resumeFrom,
  onCheckpoint(checkpoint) {
    writeFileSync(path, encodeCheckpoint(checkpoint));
    if (!resumeFrom && ++count === 3) process.kill(process.pid, 'SIGKILL');
  },
});
const { iterations, evaluations, energy, sitesCart } = await minimizer.minimize();
const sites = Buffer.from(sitesCart.buffer).toString('hex');
console.log(JSON.stringify({ resumedAt: resumeFrom?.iterations, iterations, evaluations, energy, sites }));
