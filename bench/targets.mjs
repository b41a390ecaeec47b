// What geomin means to reach, and whether it does.

/** @returns rows of { target, measured, met } for what was measured */
export function compareWithTargets({ evaluations = [], calls, lbfgs = [], minimizers }) {
  return [
    ...evaluations.flatMap(evaluationTargets),
    ...(calls ? callTargets(calls) : []),
    ...lbfgs.flatMap(lbfgsTargets),
    ...(minimizers ? minimizerTargets(minimizers) : []),
  ];
}

const CCTBX_RATIOS = { avx512: 10, avx2: 8, scalar: 2.5 };
/** The figure that was aimed at on another machine, with a core of 2.6 GHz. */
const LIST_NS = 120;

const atLeast = (target, value, least, digits = 1) => ({
  target: `${target}: at least ${least} times`,
  measured: `${value.toFixed(digits)} times`,
  met: value >= least,
});
const atMost = (target, value, most, unit, digits = 1) => ({
  target: `${target}: at most ${most} ${unit}`,
  measured: `${value.toFixed(digits)} ${unit}`,
  met: value <= most,
});

function evaluationTargets({ isa, atoms, all, list, bytesPerAtom }) {
  const rows = [];
  const isListed = [660, 4607, 202708].includes(atoms);
  if (all.cctbx && isListed) {
    rows.push(
      atLeast(`${isa}, ${atoms} atoms, against cctbx at -O2`, all.cctbx / all.geomin, CCTBX_RATIOS[isa]),
    );
  }
  if (isa !== 'avx512') return rows;
  rows.push(atMost(`${isa}, ${atoms} atoms, against the floor`, all.geomin / all.floor, 2.5, 'times', 2));
  if (atoms > 2304) {
    const least = atoms < 50000 ? 1.4 : 1.7;
    rows.push(atLeast(`two threads against one, ${atoms} atoms`, all.geomin / all.twoThreads, least, 2));
  }
  rows.push(atMost(`pair list, ${atoms} atoms`, (1e9 * list) / atoms, LIST_NS, 'ns an atom', 0));
  if (atoms > 10000) rows.push(atMost(`memory, ${atoms} atoms`, bytesPerAtom / 1e3, 1.5, 'kB an atom', 2));
  return rows;
}

function callTargets({ call, sizes }) {
  return [
    atMost('`evaluateSync` beyond the core', call, 2, 'µs'),
    ...sizes.flatMap(({ atoms, sync, async: promised, block }) => [
      ...(atoms < 5000
        ? [atMost(`\`evaluate\` beyond that, ${atoms} atoms`, promised - sync, 30, 'µs', 0)]
        : []),
      ...(atoms > 200000 ? [atMost(`on the event loop, ${atoms} atoms`, block / 1e3, 2, 'ms', 2)] : []),
    ]),
  ];
}

function lbfgsTargets({ atoms, iterations, geomin, cctbx }) {
  if (!cctbx) return [];
  const name = `L-BFGS, ${iterations} iterations, ${atoms} atoms, against scitbx at -O2`;
  return [atLeast(name, cctbx.seconds / geomin.seconds, atoms < 1000 ? 6 : 3)];
}

function minimizerTargets(minimizers) {
  const { methods, starts } = minimizers.find(({ name }) => name === '1ubq');
  const best = methods.find(({ name }) => name.startsWith('best, 1,000'));
  const [goal470, goal425] = best.goals;
  return [
    {
      target: `energy 470 from all ${starts} starts, worth at most 650 evaluations`,
      measured: `${goal470.count}, ${goal470.worth.toFixed(0)}`,
      met: goal470.count === starts && goal470.worth <= 650,
    },
    { target: 'no start trapped above 600', measured: `${best.trapped}`, met: best.trapped === 0 },
    {
      target: 'energy 425 from at least 14 starts within 1,000 iterations',
      measured: `${goal425.count}`,
      met: goal425.count >= 14,
    },
  ];
}
