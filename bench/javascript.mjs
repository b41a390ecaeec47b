// What evaluations cost from JavaScript beyond the core's own time, and how long they keep the event loop waiting.
import { randomFill } from 'node:crypto';
import { GeometryTarget } from '../dist/index.js';
import { problemOf } from './evaluation.mjs';

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

async function timed(count, work) {
  const times = [];
  for (let k = 0; k < count; k++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return 1e3 * median(times);
}

/** µs: what a call costs that has next to nothing to compute. */
export async function measureCall() {
  const target = new GeometryTarget({ atomCount: 1 });
  const [sites, gradients] = [new Float64Array(3), new Float64Array(3)];
  const calls = 1000;
  const batch = () => {
    for (let k = 0; k < calls; k++) target.evaluateSync(sites, gradients);
  };
  for (let k = 0; k < 50; k++) batch();
  const call = (await timed(201, batch)) / calls;
  target.close();
  return call;
}

/** µs per evaluation: at once, by promise, and the longest part of the latter on this thread. */
export async function measureAsync(size) {
  const { restraints, sites } = problemOf(size);
  const target = new GeometryTarget(restraints, { threads: 1 });
  const gradients = new Float64Array(sites.length);
  const count = Math.max(25, Math.min(1500, Math.round(2e6 / size.atoms)));
  const blocks = [];
  const evaluate = () => {
    const start = performance.now();
    const promise = target.evaluate(sites, gradients);
    blocks.push(performance.now() - start);
    return promise;
  };
  const one = new Uint8Array(1);
  const figures = {
    atoms: size.atoms,
    sync: await timed(count, () => target.evaluateSync(sites, gradients)),
    async: await timed(count, evaluate),
    // Something that libuv's pool does in no time: what handing over to another thread and back costs by itself.
    roundTrip: await timed(1000, () => new Promise((resolve) => randomFill(one, resolve))),
    call: 1e3 * median(blocks),
    block: await longestBlock(target, sites, gradients),
  };
  target.close();
  return figures;
}

/** µs: the longest time, in the median of some evaluations, that a timer which is always due has to wait. */
async function longestBlock(target, sites, gradients) {
  const worst = [];
  for (let k = 0; k < 15; k++) {
    let longest = 0;
    let last = performance.now();
    let over = false;
    const tick = () => {
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
      if (!over) setImmediate(tick);
    };
    setImmediate(tick);
    await target.evaluate(sites, gradients);
    over = true;
    worst.push(longest);
  }
  return 1e3 * median(worst);
}
