// Draws docs/images/minimized.svg: the helix of ubiquitin, shaken by 0.3 Å and minimized, bonds coloured by how many
// sigmas they are off. Run again with `node scripts/draw-readme-figure.mjs` after `npm run build`.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  buildRestraints,
  GeometryMinimizer,
  GeometryTarget,
  geometryStatistics,
  readModel,
  shakeSites,
} from '../dist/index.js';

const first = 22;
const last = 35;
const panel = { width: 460, height: 300, margin: 24 };

const model = await readModel(fileURLToPath(new URL('../data/models/1ubq.pdb', import.meta.url)));
const restraints = buildRestraints(model);
const target = new GeometryTarget(restraints);
const shaken = shakeSites(model.sitesCart, 0.3, 42);
const result = await new GeometryMinimizer({ target, sitesCart: shaken }).minimize();

const shown = new Set(
  model.residues.filter((r) => r.number >= first && r.number <= last).flatMap((r) => [...r.iSeqs]),
);
const view = principalView(model.sitesCart, [...shown]);
const panels = [
  { sites: shaken, title: 'shaken by 0.3 Å' },
  { sites: result.sitesCart, title: 'minimized' },
].map(({ sites, title }, i) => drawPanel(sites, title, i * panel.width));

writeFileSync(new URL('../docs/images/minimized.svg', import.meta.url), page(panels));

/** Axes of largest extent of some atoms: two to draw in, one for depth; the mean is the origin. */
function principalView(sites, iSeqs) {
  const mean = [0, 1, 2].map((k) => iSeqs.reduce((sum, i) => sum + sites[3 * i + k], 0) / iSeqs.length);
  const centred = iSeqs.map((i) => [0, 1, 2].map((k) => sites[3 * i + k] - mean[k]));
  const first = dominantAxis(centred);
  const second = dominantAxis(centred.map((x) => reject(x, first)));
  const third = cross(first, second);
  const project = (i, s) => {
    const x = [0, 1, 2].map((k) => s[3 * i + k] - mean[k]);
    return [dot(x, first), dot(x, second), dot(x, third)];
  };
  const extent = Math.max(...iSeqs.map((i) => Math.abs(project(i, sites)[0])));
  return { project, scale: (panel.width / 2 - panel.margin) / extent };
}

function dominantAxis(points) {
  let axis = [1, 0.5, 0.25];
  for (let round = 0; round < 100; round++) {
    const next = [0, 0, 0];
    for (const x of points) x.forEach((c, k) => (next[k] += c * dot(x, axis)));
    const norm = Math.hypot(...next);
    axis = next.map((c) => c / norm);
  }
  return axis;
}

function dot(a, b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function cross(a, b) {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function reject(x, axis) {
  const along = dot(x, axis);
  return x.map((c, k) => c - along * axis[k]);
}

function drawPanel(sites, title, left) {
  const deltas = target.deltas('bond', sites);
  const { iSeqs, weight } = restraints.bonds;
  const sticks = [];
  for (let b = 0; b < weight.length; b++) {
    const [i, j] = [iSeqs[2 * b], iSeqs[2 * b + 1]];
    if (!shown.has(i) || !shown.has(j)) continue;
    sticks.push(
      stick(view.project(i, sites), view.project(j, sites), Math.abs(deltas[b]) * Math.sqrt(weight[b])),
    );
  }
  sticks.sort((a, b) => a.depth - b.depth);
  const { energy, terms, clashes } = geometryStatistics(sites, restraints);
  const caption = [
    `energy ${Math.round(energy).toLocaleString('en')}`,
    `rmsd bonds ${terms.bond.rmsd.toFixed(3)} Å, angles ${terms.angle.rmsd.toFixed(1)}°`,
    `${clashes.count} clashes`,
  ].join(' · ');
  const x = left + panel.width / 2;
  return `<g transform="translate(${x} ${panel.height / 2 + 18})">${sticks.map((s) => s.svg).join('')}</g>
<text x="${x}" y="24" class="title">${title}</text>
<text x="${x}" y="${panel.height + 32}" class="caption">${caption}</text>`;
}

function stick(from, to, sigmas) {
  const [x1, y1, x2, y2] = [from[0], -from[1], to[0], -to[1]].map((c) => (c * view.scale).toFixed(1));
  const depth = (from[2] + to[2]) / 2;
  const width = (4.6 + depth * 0.22).toFixed(1);
  return {
    depth,
    svg: `<path d="M${x1} ${y1}L${x2} ${y2}" stroke="${colour(sigmas)}" stroke-width="${width}"/>`,
  };
}

/** Teal up to one sigma, over amber, to red from ten sigmas on. */
function colour(sigmas) {
  const stops = [
    [1, [38, 150, 140]],
    [4, [236, 178, 60]],
    [10, [206, 52, 52]],
  ];
  if (sigmas <= stops[0][0]) return `rgb(${stops[0][1]})`;
  for (let k = 1; k < stops.length; k++) {
    const [low, high] = [stops[k - 1], stops[k]];
    if (sigmas > high[0]) continue;
    const t = (sigmas - low[0]) / (high[0] - low[0]);
    return `rgb(${low[1].map((c, n) => Math.round(c + t * (high[1][n] - c)))})`;
  }
  return `rgb(${stops.at(-1)[1]})`;
}

function page(panels) {
  const width = 2 * panel.width;
  const height = panel.height + 48;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<style>text{font-family:system-ui,sans-serif;text-anchor:middle;fill:#334}.title{font-size:16px;font-weight:600}.caption{font-size:13px}path{stroke-linecap:round;fill:none}</style>
<rect width="${width}" height="${height}" rx="10" fill="#fbfbf8"/>
${panels.join('\n')}
</svg>
`;
}
