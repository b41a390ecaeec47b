import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mapOfModel } from '../../src/maps/model-map.js';
import { writeMap } from '../../src/maps/write-map.js';
import { readModel } from '../../src/model/read-model.js';
import { geomin, projectFile, scratchFile, scratchFolder } from './run.js';

const ubiquitin = projectFile('data/models/1ubq.pdb');
const model = await readModel(ubiquitin);
const map = join(scratchFolder(), '1ubq.map.gz');
await writeMap(mapOfModel(model, { spacing: 0.7 }), map);

async function run(...args: string[]) {
  const output = join(scratchFolder(), 'out.pdb');
  const shaken = ['--shake', '0.3', '--optimizer', 'lbfgs', '--max-iterations', '100'];
  // An empty variable says nothing, above all not that agents are to compute, who know no maps.
  const env = { GEOMIN_REDIS_URL: '' };
  const { code, stdout, stderr } = await geomin(['minimize', ubiquitin, ...shaken, '-o', output, ...args], {
    env,
  });
  return { code, stdout, stderr, output };
}

/** Å. */
async function distanceTo(path: string): Promise<number> {
  const { sitesCart } = await readModel(path);
  const sum = sitesCart.reduce((total, x, k) => total + (x - model.sitesCart[k]) ** 2, 0);
  return Math.sqrt((3 * sum) / sitesCart.length);
}

describe('minimize --map', () => {
  it('brings a shaken model back, and reports the density', async () => {
    const { stdout, output } = await run('--map', map);
    expect(await distanceTo(output)).toBeLessThan(0.3);
    expect(stdout).toMatch(/\n {2}map +-\d+\.\d\d +-\d+/);
    const [, before, after] = /density at atoms +(\S+) +(\S+)/.exec(stdout) ?? [];
    expect(Number(after)).toBeGreaterThan(1.1 * Number(before));
  });

  it('draws harder with more weight, and says so in JSON', async () => {
    const json = async (weight: string) => {
      const { stdout } = await run('--map', map, '--map-weight', weight, '--json');
      const [{ terms, after }] = (
        JSON.parse(stdout) as {
          models: { terms: { map: number }; after: { geometry: { map: { mean_density: number } } } }[];
        }
      ).models;
      return { energy: terms.map, density: after.geometry.map.mean_density };
    };
    const [little, much] = [await json('0.1'), await json('2')];
    expect(much.density).toBeGreaterThan(little.density);
    expect(much.energy).toBeLessThan(little.energy);
  });

  it.each([
    [['--map', ubiquitin], 1, 'this is no CCP4 or MRC map'],
    [['--map', 'none.map'], 1, 'none.map: cannot be read: there is no such file'],
    [['--map', map, '--redis', 'redis://localhost'], 2, "option '--map <file>' cannot be used with"],
    [['--map', map, '--map-weight', '-1'], 2, 'It must be a number, 0 or more'],
  ] as const)('%j is refused', async (args, code, message) => {
    const result = await run(...args);
    expect(result.stderr).toContain(message);
    expect(result.code).toBe(code);
  });

  it('a map that is cut short is refused by its name', async () => {
    const whole = join(scratchFolder(), 'whole.map');
    await writeMap(mapOfModel(model, { spacing: 2 }), whole);
    const short = scratchFile('short.map', readFileSync(whole).subarray(0, 5000));
    const { code, stderr } = await run('--map', short);
    expect(code).toBe(1);
    expect(stderr).toMatch(/short\.map: .* points take \d+ bytes, but there are 5000/);
  });
});
