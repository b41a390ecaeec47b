import { readFileSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { minimize, projectFile, scratchFile } from './run.js';

/** A million atoms take half a minute, which not every run has. */
const IS_MILLION = process.env.GEOMIN_MILLION_ATOMS !== undefined;
/** Of haemoglobin without its haem, 4,607 atoms: 101,354 or 1,004,326 in all, more than serial numbers have decimals for. */
const COPIES = IS_MILLION ? 218 : 22;
/** Å between copies, which are 70 Å across. */
const SPACING = 90;
const COPIES_PER_ROW = 7;

interface Report {
  readonly models: { readonly energy: number; readonly iteration_history: { readonly energy: number }[] }[];
}

test(`${IS_MILLION ? 'a million' : 'a hundred thousand'} atoms go through the command: copies of a model have the energy of one each`, async () => {
  const [one, many] = [await energies(1), await energies(COPIES)];
  expect(many).toHaveLength(3);
  expect(many[0] / COPIES / one[0]).toBeCloseTo(1, 9);
  expect(many[1]).toBeLessThan(many[0]);
  expect(many[2]).toBeLessThan(many[1]);
}, 300_000);

/** Of the iterations of a model of so many copies. */
async function energies(copies: number): Promise<number[]> {
  const input = scratchFile('copies.pdb', tiled(copies));
  try {
    const output = `${dirname(input)}/minimized.pdb`;
    const options = ['-o', output, '--optimizer', 'lbfgs', '--max-iterations', '2', '--json', '--quiet'];
    const { code, stdout } = await minimize([input, ...options]);
    expect(code).toBe(0);
    expect(statSync(output).size).toBe(statSync(input).size);
    return (JSON.parse(stdout) as Report).models[0].iteration_history.map(({ energy }) => energy);
  } finally {
    rmSync(dirname(input), { recursive: true });
  }
}

/** Copies of haemoglobin side by side. Serial numbers are hybrid-36, copies have segment ids of their own. */
function tiled(copies: number): string {
  const path = projectFile('test/reference/models/2hhb.ent.gz');
  const records = gunzipSync(readFileSync(path))
    .toString('latin1')
    .split('\n')
    .filter((line) => /^(ATOM|HETATM)/.test(line) && line.slice(17, 20) !== 'HEM');
  const lines: string[] = [];
  for (let copy = 0; copy < copies; copy++) {
    const shift = [copy, copy / COPIES_PER_ROW, copy / COPIES_PER_ROW ** 2].map(
      (place) => SPACING * (Math.floor(place) % COPIES_PER_ROW),
    );
    for (const record of records) lines.push(moved(record, serialNumber(lines.length + 1), shift, copy));
  }
  return `${lines.join('\n')}\nEND\n`;
}

function moved(record: string, serial: string, shift: readonly number[], copy: number): string {
  const sites = shift.map((d, axis) => Number(record.slice(30 + 8 * axis, 38 + 8 * axis)) + d);
  const columns = sites.map((x) => x.toFixed(3).padStart(8)).join('');
  const segment = copy.toString(36).toUpperCase().padEnd(4);
  return `${record.slice(0, 6)}${serial}${record.slice(11, 30)}${columns}  1.00 20.00      ${segment} ${record[13]}`;
}

/** Five columns of hybrid-36. */
function serialNumber(serial: number): string {
  if (serial < 100_000) return String(serial).padStart(5);
  return (serial - 100_000 + 10 * 36 ** 4).toString(36).toUpperCase();
}
