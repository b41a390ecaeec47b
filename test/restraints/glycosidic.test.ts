import { describe, expect, it } from 'vitest';
import type { ChemComp, Dictionary } from '../../src/monomers/chem-comp.js';
import { builtInDictionary } from '../../src/monomers/dictionary.js';
import { build } from './fragments.js';

/** As much of a sugar as its bonds to others need. */
const SUGAR: ChemComp = {
  id: 'GLX',
  group: 'pyranose',
  atoms: ['C1', 'C2', 'O5', 'O1', 'C4', 'O4'].map((name) => ({
    name,
    element: name[0],
    energyType: name[0] === 'C' ? 'CH1' : 'O2',
    charge: 0,
  })),
  bonds: [
    ['C1', 'C2', 1.52],
    ['C1', 'O5', 1.42],
    ['C1', 'O1', 1.4],
    ['C4', 'O4', 1.42],
  ].map(([a, b, ideal]) => ({ atoms: [a, b] as [string, string], ideal: ideal as number, esd: 0.02 })),
  angles: [['C2', 'C1', 'O5'] as const].map((atoms) => ({ atoms, ideal: 109.5, esd: 2 })),
  torsions: [],
  chiralities: [],
  planes: [],
  aliases: new Map(),
};

const builtIn = builtInDictionary();
const dictionary: Dictionary = { ...builtIn, comp: (id) => (id === SUGAR.id ? SUGAR : builtIn.comp(id)) };

/** O4 of one sugar at the origin, C1 of the other 1.4 Å away with C2 and O5 behind it; the hand is that of `side`. */
function disaccharide(side: 1 | -1): string[] {
  const atom = (name: string, number: number, site: number[]): string =>
    `HETATM    1 ${name.padEnd(4).slice(0, 4)} GLX A${String(number).padStart(4)}    ` +
    `${site.map((x) => x.toFixed(3).padStart(8)).join('')}  1.00 10.00           ${name[0]}  `;
  return [
    atom(' O4', 1, [0, 0, 0]),
    atom(' C4', 1, [-0.8, 1.1, 0]),
    atom(' C1', 2, [1.4, 0, 0]),
    atom(' C2', 2, [1.9, 1.4, 0]),
    atom(' O5', 2, [1.9, -0.5, side * 1.2]),
  ];
}

describe('glycosidic bonds', () => {
  it('are found by distance, alpha or beta by the hand of the anomeric carbon', () => {
    const links = ([1, -1] as const).map(
      (side) => build(disaccharide(side), { dictionary }).restraints.links,
    );
    for (const found of links) {
      expect(found).toHaveLength(1);
      expect(found[0]).toMatchObject({
        label: 'O4 GLX A 1 - C1 GLX A 2',
        reason: '1.40 Å apart',
        ideal: 1.393,
      });
    }
    expect(links.map(([{ linkId }]) => linkId).sort()).toEqual(['ALPHA1-4', 'BETA1-4']);
  });

  it('keep the hand that they have', () => {
    for (const side of [1, -1] as const) {
      const { restraints, model } = build(disaccharide(side), { dictionary });
      const { iSeqs, ideal } = restraints.chiralities;
      expect(ideal).toHaveLength(1);
      const [c, i, j, k] = [...iSeqs].map((iSeq) => [...model.sitesCart.subarray(3 * iSeq, 3 * iSeq + 3)]);
      const [a, b, d] = [i, j, k].map((site) => site.map((x, axis) => x - c[axis]));
      const volume =
        a[0] * (b[1] * d[2] - b[2] * d[1]) +
        a[1] * (b[2] * d[0] - b[0] * d[2]) +
        a[2] * (b[0] * d[1] - b[1] * d[0]);
      expect(Math.sign(volume)).toBe(Math.sign(ideal[0]));
    }
  });
});
