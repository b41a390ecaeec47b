import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { describeWithRefmacDictionary } from '../monomers/refmac-dictionary.js';
import { geomin, minimize, projectFile, scratchFile } from './run.js';

const toxin = readFileSync(projectFile('test/restraints/fixtures/1tii-fragment.pdb'), 'latin1');
const bridge = 'D/10/SG - D/81/SG';

interface Link {
  readonly label: string;
  readonly link_id: string;
  readonly reason: string;
}

interface Report {
  readonly models: readonly {
    readonly links: readonly Link[];
    readonly chain_links: Record<string, number>;
  }[];
}

async function linksOf(path: string, ...args: string[]): Promise<Report['models'][number]> {
  const { code, stdout } = await geomin(['energy', path, '--json', '--unknown', 'free', ...args]);
  expect(code).toBe(0);
  return (JSON.parse(stdout) as Report).models[0];
}

describe('the links of a model', () => {
  it('are counted along chains and listed otherwise, each with its reason', async () => {
    const path = scratchFile('toxin.pdb', toxin);
    const { stdout } = await minimize([
      path,
      '--optimizer',
      'lbfgs',
      '--max-iterations',
      '20',
      '--unknown',
      'free',
    ]);
    expect(stdout).toMatch(/^links {6}\d+ cis peptide, 1 other:$/m);
    expect(stdout).toMatch(
      /^ {2}SG CYS D 10 - SG CYS D 81 +2\.0\d Å +ideal 2\.03 Å +disulf +2\.0\d Å apart$/m,
    );
    const { links, chain_links } = await linksOf(path);
    expect(links).toEqual([
      expect.objectContaining({ link_id: 'disulf', ideal: 2.031, values: 'dictionary' }),
    ]);
    expect(chain_links).toEqual({ PCIS: 1 });
  });

  it('can be refused and asked for', async () => {
    const path = scratchFile('toxin.pdb', toxin);
    expect((await linksOf(path, '--no-link', bridge)).links).toEqual([]);
    const { links } = await linksOf(path, '--link', bridge, '--link', 'D/10/N - D/81/O');
    expect(links.map(({ reason }) => reason)).toEqual(['asked for', 'asked for']);
  });

  it('are refused on the command line where they name no atoms', async () => {
    const path = scratchFile('toxin.pdb', toxin);
    const missing = await geomin(['energy', path, '--link', 'D/10/SG - D/99/SG']);
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain('there is no atom D/99/SG');
    for (const option of ['--link', '--no-link']) {
      const wrong = await geomin(['energy', path, option, 'D10SG']);
      expect(wrong.code).toBe(2);
      expect(wrong.stderr).toContain('"D10SG" does not name two atoms');
    }
  });

  it('are none where nothing is linked', async () => {
    const water = gunzipSync(readFileSync(projectFile('test/reference/models/2hhb.ent.gz')))
      .toString('latin1')
      .split('\n')
      .filter((line) => line.includes('HOH A 1'));
    const { stdout } = await geomin(['energy', scratchFile('water.pdb', water.join('\n'))]);
    expect(stdout).not.toContain('links');
  });
});

describeWithRefmacDictionary('the haems of haemoglobin', () => {
  it('are each linked to their histidine', async () => {
    const { links, chain_links } = await linksOf(projectFile('test/reference/models/2hhb.ent.gz'));
    expect(links.map(({ label, link_id }) => [label, link_id])).toEqual(
      ['A 1 - NE2 HIS A 87', 'B 1 - NE2 HIS B 92', 'C 1 - NE2 HIS C 87', 'D 1 - NE2 HIS D 92'].map((ends) => [
        `FE HEM ${ends}`,
        'FE-HISNE',
      ]),
    );
    expect(chain_links).toEqual({ TRANS: 542, PTRANS: 28 });
  });
});
