// Cost of an evaluation against the number of atoms, both logarithmic, as SVG.

const WIDTH = 720;
const HEIGHT = 400;
const FRAME = { left: 64, right: 150, top: 24, bottom: 48 };
const LINES = [
  { label: 'cctbx at -O2', color: '#9a3b26', value: ({ all }) => all.cctbx, isa: 'avx512' },
  { label: 'scalar', color: '#8a8f98', value: ({ all }) => all.geomin, isa: 'scalar' },
  { label: 'AVX2', color: '#5b8db8', value: ({ all }) => all.geomin, isa: 'avx2' },
  { label: 'AVX-512', color: '#1f4e79', value: ({ all }) => all.geomin, isa: 'avx512' },
  {
    label: 'AVX-512, two threads',
    color: '#1f4e79',
    value: ({ all }) => all.twoThreads,
    isa: 'avx512',
    dash: '6 4',
  },
  { label: 'floor', color: '#2f7d4f', value: ({ all }) => all.floor, isa: 'avx512', dash: '2 3' },
];

/** @param evaluations records of bench/evaluation.mjs */
export function drawCost(evaluations) {
  const lines = LINES.map((line) => ({ ...line, points: pointsOf(line, evaluations) })).filter(
    ({ points }) => points.length > 1,
  );
  const all = lines.flatMap(({ points }) => points);
  const x = logScale(
    all.map(([atoms]) => atoms),
    FRAME.left,
    WIDTH - FRAME.right,
  );
  const y = logScale(
    all.map(([, ns]) => ns),
    HEIGHT - FRAME.bottom,
    FRAME.top,
  );
  const labels = spread(lines.map(({ points }) => y.at(points.at(-1)[1])));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    ...y.ticks.map((ns) => horizontal(y.at(ns), ns)),
    ...x.ticks.map((atoms) => vertical(x.at(atoms), atoms)),
    `<text x="${(FRAME.left + WIDTH - FRAME.right) / 2}" y="${HEIGHT - 10}" text-anchor="middle">atoms</text>`,
    `<text transform="translate(16 ${HEIGHT / 2}) rotate(-90)" text-anchor="middle">ns an atom, energies and gradients</text>`,
    ...lines.map((line, k) => curve(line, x, y, labels[k])),
    '</svg>\n',
  ].join('\n');
}

function pointsOf({ isa, value }, evaluations) {
  return evaluations
    .filter((record) => record.isa === isa && value(record) !== undefined)
    .map((record) => [record.atoms, (1e9 * value(record)) / record.atoms]);
}

/** From a little below the least value to a little above the greatest. */
function logScale(values, from, to) {
  const low = Math.log10(Math.min(...values)) - 0.08;
  const high = Math.log10(Math.max(...values)) + 0.08;
  const at = (value) => from + ((Math.log10(value) - low) / (high - low)) * (to - from);
  const decades = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((d) => [1, 2, 5].map((m) => m * 10 ** d));
  return { at, ticks: decades.filter((t) => Math.log10(t) >= low && Math.log10(t) <= high) };
}

/** Heights of labels, moved apart where they would overlap. */
function spread(heights) {
  const order = heights.map((_, k) => k).sort((a, b) => heights[a] - heights[b]);
  const moved = [...heights];
  order.forEach((k, place) => {
    if (place > 0) moved[k] = Math.max(moved[k], moved[order[place - 1]] + 14);
  });
  return moved;
}

function horizontal(y, ns) {
  const [x1, x2] = [FRAME.left, WIDTH - FRAME.right];
  return `<path d="M${x1} ${y.toFixed(1)}H${x2}" stroke="#e3e3e3"/><text x="${x1 - 8}" y="${(y + 4).toFixed(1)}" text-anchor="end">${ns}</text>`;
}

function vertical(x, atoms) {
  const [y1, y2] = [FRAME.top, HEIGHT - FRAME.bottom];
  const label = atoms.toLocaleString('en-US');
  return `<path d="M${x.toFixed(1)} ${y1}V${y2}" stroke="#eee"/><text x="${x.toFixed(1)}" y="${y2 + 18}" text-anchor="middle">${label}</text>`;
}

function curve({ label, color, dash, points }, x, y, height) {
  const places = points.map(([atoms, ns]) => [x.at(atoms).toFixed(1), y.at(ns).toFixed(1)]);
  const path = `M${places.map((place) => place.join(' ')).join('L')}`;
  const dashes = dash ? ` stroke-dasharray="${dash}"` : '';
  const dots = places.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="2.5" fill="${color}"/>`).join('');
  const text = `<text x="${WIDTH - FRAME.right + 8}" y="${(height + 4).toFixed(1)}" fill="${color}">${label}</text>`;
  return `<path d="${path}" fill="none" stroke="${color}" stroke-width="1.8"${dashes}/>${dots}${text}`;
}
