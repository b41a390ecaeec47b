import { describe, expect, it } from 'vitest';
import type { BuildOptions } from '../../src/restraints/build-restraints.js';
import type { ModelLink } from '../../src/restraints/listed-links.js';
import { build, moved, patched, residueLines, siteOf, toxinLines } from './fragments.js';

const linksOf = (lines: readonly string[], options?: BuildOptions): readonly ModelLink[] =>
  build(lines, options).restraints.links;
const isAtom = (line: string, name: string): boolean => line.slice(12, 16).trim() === name;
const siteAt = (lines: readonly string[], name: string): number[] =>
  siteOf(lines.find((line) => isAtom(line, name))!);

/** A HETATM record; its residue is chain Z. */
function hetero(
  name: string,
  residueName: string,
  number: number,
  site: readonly number[],
  element: string,
): string {
  const place = site.map((x) => x.toFixed(3).padStart(8)).join('');
  return `HETATM    1 ${name.padEnd(4)} ${residueName.padStart(3)} Z${String(number).padStart(4)}    ${place}  1.00 10.00          ${element.padStart(2)}  `;
}

/** So many Å beyond an atom, away from another one. */
function beyond(lines: readonly string[], name: string, from: string, distance: number): number[] {
  const [site, origin] = [siteAt(lines, name), siteAt(lines, from)];
  const length = Math.hypot(...site.map((x, k) => x - origin[k]));
  return site.map((x, k) => x + ((x - origin[k]) * distance) / length);
}

describe('metals', () => {
  const histidine = residueLines('1ubq', 'A', 68, 68);
  const ring = (metal: string, distance: number, residueName = metal): string[] => [
    ...histidine,
    hetero(metal, residueName, 1, beyond(histidine, 'NE2', 'CG', distance), metal),
  ];

  it('are joined to a donor by the link that the library has for the two', () => {
    const { restraints, angles } = build(ring('ZN', 2.4));
    expect(restraints.links).toEqual([
      expect.objectContaining({
        label: 'ZN ZN Z 1 - NE2 HIS A 68',
        linkId: 'ZN-HISNE',
        values: 'dictionary',
        reason: '2.40 Å apart',
        ideal: 2.058,
      }),
    ]);
    expect(angles).toContain('ZN ZN Z 1 - NE2 HIS A 68 - CD2 HIS A 68');
  });

  it('have the angles of zinc and the distance of a survey where the library has no link', () => {
    const { restraints, angles } = build(ring('NI', 2.1));
    expect(restraints.links).toEqual([
      expect.objectContaining({ linkId: 'NI-NE2', values: 'Zheng et al. 2008', ideal: 1.99 }),
    ]);
    expect(restraints.bonds.weight.at(-1)).toBeCloseTo(1 / 0.14 ** 2);
    expect(angles).toContain('NI NI Z 1 - NE2 HIS A 68 - CE1 HIS A 68');
  });

  it('are not joined to what is too far away or has no lone pair for them', () => {
    expect(linksOf(ring('ZN', 2.6))).toEqual([]);
    const lysine = residueLines('1ubq', 'A', 6, 6);
    expect(linksOf([...lysine, hetero('ZN', 'ZN', 1, beyond(lysine, 'NZ', 'CE', 2), 'ZN')])).toEqual([]);
  });

  it('take water, carboxylates and main-chain oxygens for donors, each at its distance', () => {
    const aspartate = residueLines('1ubq', 'A', 21, 21);
    const calcium = beyond(aspartate, 'OD1', 'CG', 2.4);
    const water = calcium.map((x, k) => x + [2.5, 0, 0][k]);
    const lines = [...aspartate, hetero('CA', 'CA', 1, calcium, 'CA'), hetero('O', 'HOH', 2, water, 'O')];
    const found = linksOf(lines).filter(({ label }) => !label.includes('OD2'));
    expect(found.map(({ label, ideal }) => [label, ideal])).toEqual([
      ['CA CA Z 1 - OD1 ASP A 21', 2.36],
      ['CA CA Z 1 - O HOH Z 2', 2.39],
    ]);
    const carbonyl = beyond(aspartate, 'O', 'C', 2.4);
    expect(linksOf([...aspartate, hetero('MG', 'MG', 1, carbonyl, 'MG')])).toEqual([
      expect.objectContaining({ label: 'MG MG Z 1 - O ASP A 21', ideal: 2.26, values: 'Harding 2006' }),
    ]);
  });

  it('of which no survey tells keep the distance of covalent radii', () => {
    const cysteine = residueLines('2hhb', 'A', 104, 104);
    const mercury = hetero('HG', 'HG', 1, beyond(cysteine, 'SG', 'CB', 2.5), 'HG');
    expect(linksOf([...cysteine, mercury])).toEqual([
      expect.objectContaining({ linkId: 'HG-SG', ideal: 2.37, values: 'covalent radii' }),
    ]);
  });
});

describe('isopeptides', () => {
  const lysine = residueLines('1ubq', 'A', 6, 6);

  it.each([
    ['ASP', 21, 'CG', 'CB', 'LYS-ASP', 'link LYS-ASN'],
    ['GLU', 16, 'CD', 'CG', 'LYS-GLU', 'link LYS-ASN'],
    ['ASN', 25, 'CG', 'CB', 'LYS-ASN', 'dictionary'],
  ])('join a lysine to %s', (_name, number, carbon, before, linkId, values) => {
    const acid = residueLines('1ubq', 'A', number, number);
    const shift = beyond(lysine, 'NZ', 'CE', 1.4).map((x, k) => x - siteAt(acid, carbon)[k]);
    const { restraints, angles, planes } = build([
      ...lysine,
      'TER',
      ...acid.map((line) => moved(line, shift)),
    ]);
    const label = restraints.atomLabel(restraints.links[0].iSeqs[1]);
    expect(restraints.links).toEqual([
      expect.objectContaining({ linkId, values, reason: '1.40 Å apart', ideal: 1.337 }),
    ]);
    expect(angles).toContain(`${label.replace(carbon, before)} - ${label} - NZ LYS A 6`);
    expect(planes.some((plane) => plane.includes(label) && plane.includes('NZ LYS A 6'))).toBe(true);
  });
});

describe('cyclic peptides', () => {
  it('are closed where the ends of the chain meet', () => {
    const three = residueLines('1ubq', 'A', 1, 3);
    const tail = siteOf(three.filter((line) => isAtom(line, 'C'))[2]);
    const head = siteAt(three, 'N');
    const closed = three.map((line) =>
      line === three[0]
        ? moved(
            line,
            tail.map((x, k) => x - head[k] + [1.3, 0, 0][k]),
          )
        : line,
    );
    const { restraints, bonds } = build(closed);
    expect(bonds).toContain('C ILE A 3 - N MET A 1');
    expect(restraints.links).toEqual([
      expect.objectContaining({ label: 'C ILE A 3 - N MET A 1', reason: '1.30 Å apart' }),
    ]);
    expect(restraints.chainLinks).toEqual({ TRANS: 2 });
  });
});

describe('links by request', () => {
  const cysteines = [...toxinLines(10, 10), 'TER', ...toxinLines(81, 81)];
  const bridge = 'D/10/SG - D/81/SG';

  it('are made whatever the distance, and what is odd about them is said', () => {
    const far = [...toxinLines(10, 10), 'TER', ...toxinLines(81, 81).map((line) => moved(line, [30, 0, 0]))];
    const { restraints, issues } = build(far, { links: [bridge] });
    expect(restraints.links).toEqual([
      expect.objectContaining({ linkId: 'disulf', reason: 'asked for', ideal: 2.031 }),
    ]);
    expect(issues).toEqual([
      expect.stringMatching(/^SG CYS D 10 - SG CYS D 81 are linked \(asked for\), though they are .* apart/),
    ]);
  });

  it('are not made where they are refused, whether found or recorded', () => {
    const record = 'SSBOND   1 CYS D   10    CYS D   81                          1555   1555  2.03';
    for (const lines of [cysteines, [record, ...cysteines]]) {
      const { restraints, issues } = build(lines, { noLinks: ['D/81/SG - D/10/SG'] });
      expect(restraints.links).toEqual([]);
      expect(issues).toEqual([]);
    }
    const pair = residueLines('1ubq', 'A', 1, 2);
    const refused = build(pair, { noLinks: ['A/1/C - A/2/N'] });
    expect(refused.restraints.chainLinks).toEqual({});
    expect(refused.issues).toEqual([]);
  });

  it('that refuse nothing are remarked on', () => {
    expect(build(cysteines, { noLinks: ['D/10/CB - D/81/CB'] }).issues).toEqual([
      'no link would have been made between D/10/CB - D/81/CB: there is nothing to refuse',
    ]);
  });

  it.each([
    ['D/10/SX - D/81/SG', 'test.pdb: there is no atom D/10/SX'],
    ['D/10/SG - D/99/SG', 'test.pdb: there is no atom D/99/SG'],
    ['D/10/SG - D/10/CB', 'in one residue'],
    ['D/10/SG', 'does not name two atoms'],
  ])('are refused for "%s"', (text, message) => {
    expect(() => build(cysteines, { links: [text] })).toThrow(message);
    expect(() => build(cysteines, { noLinks: [text] })).toThrow(message);
  });

  it('need residues that a dictionary knows', () => {
    const unknown = hetero('C1', 'QQQ', 1, [0, 0, 0], 'C');
    expect(() => build([...cysteines, unknown], { unknown: 'free', links: ['D/10/SG - Z/1/C1'] })).toThrow(
      /no dictionary knows QQQ Z 1/,
    );
  });

  it('of alternate locations are one for each conformer', () => {
    const split = cysteines.flatMap((line) =>
      isAtom(line, 'SG') && line.slice(22, 26) === '  10'
        ? [patched(line, 17, 'A'), moved(patched(line, 17, 'B'), [0.3, 0, 0])]
        : [line],
    );
    const labels = (text: string): string[] => linksOf(split, { links: [text] }).map(({ label }) => label);
    expect(labels(bridge)).toHaveLength(2);
    expect(
      linksOf(split, { links: ['D/10/SG:B - D/81/SG'] })
        .map(({ reason }) => reason)
        .sort(),
    ).toEqual([expect.stringMatching(/apart$/), 'asked for']);
  });
});

describe('what looks bonded', () => {
  it('is pointed out where a ligand touches another residue and no record says so', () => {
    const serine = residueLines('1ubq', 'A', 20, 20);
    const glycerol = hetero('C1', 'GOL', 5, beyond(serine, 'OG', 'CB', 1.5), 'C');
    const { issues, restraints } = build([...serine, glycerol]);
    expect(restraints.links).toEqual([]);
    expect(issues[0]).toBe(
      "C1 GOL Z 5 and OG SER A 20 are 1.50 Å apart, but not linked: no record says so. If they are bonded: --link 'Z/5/C1 - A/20/OG'",
    );
  });
});
