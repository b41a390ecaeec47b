import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ChemComp } from '../../src/monomers/chem-comp.js';
import { openMonomerLibrary } from '../../src/monomers/monomer-library.js';
import { readRestraintsFile } from '../../src/monomers/restraints-file.js';
import { compGeometry } from '../../src/restraints/prepared-comp.js';
import { compileTemplate } from '../../src/restraints/template.js';
import { describeWithRefmacDictionary, REFMAC_DICTIONARY } from './refmac-dictionary.js';

interface GemmiComponent {
  readonly file: string;
  readonly id: string;
  readonly atoms: readonly string[];
  readonly bonds: readonly [string[], number, number][];
  readonly angles: readonly [string[], number, number][];
  /** The value is null where the file has none. */
  readonly torsions: readonly [string[], number | null, number, number][];
  readonly chirs: readonly [string[], string, number | null][];
  readonly planes: readonly [string, string[], number][];
}

const reference = new URL('../reference/components.gemmi.json.gz', import.meta.url);
const { components } = JSON.parse(gunzipSync(readFileSync(reference)).toString('utf8')) as {
  components: GemmiComponent[];
};
const from = (folder: string) => components.filter(({ file }) => file.startsWith(folder));

/** Where we differ, and why: gemmi keeps what restrains nothing. */
const UNUSABLE = {
  // A torsion without a value.
  torsions: ({ torsions }: GemmiComponent) => torsions.filter(([, value]) => value !== null),
  // A centre with a nameless neighbour.
  chirs: ({ chirs }: GemmiComponent) => chirs.filter(([atoms]) => !atoms.includes('')),
};

function expectGemmis(ours: ChemComp | undefined, gemmi: GemmiComponent): void {
  if (!ours) throw new Error(`no ${gemmi.id}`);
  expect(ours.atoms.map(({ name }) => name)).toEqual(gemmi.atoms);
  expect(ours.bonds.map(({ atoms, ideal, esd }) => [atoms, ideal, esd])).toEqual(gemmi.bonds);
  expect(ours.angles.map(({ atoms, ideal, esd }) => [atoms, ideal, esd])).toEqual(gemmi.angles);
  const torsions = ours.torsions.map(({ atoms, ideal, esd, period }) => [atoms, ideal, esd, period]);
  expect(torsions).toEqual(UNUSABLE.torsions(gemmi));
  const chirs = UNUSABLE.chirs(gemmi);
  const signs = chirs.map(([atoms, sign]) => [atoms, sign.toLowerCase()]);
  expect(ours.chiralities.map(({ atoms, sign }) => [atoms, sign])).toEqual(signs);
  expect(ours.planes.map(({ id, atoms, esds }) => [id, atoms, esds[0]])).toEqual(gemmi.planes);
  const volumes = volumesOf(ours);
  chirs.forEach(([atoms, , volume]) => {
    if (volume === null) expect(volumes.has(atoms.join())).toBe(false);
    else expect(volumes.get(atoms.join())).toBeCloseTo(volume, 6);
  });
}

/** The unsigned ideal volume of each centre that has one. */
function volumesOf(comp: ChemComp): Map<string, number> {
  const names = comp.atoms.map(({ name }) => name);
  const { slots, ideal } = compileTemplate(
    comp,
    (name) => names.indexOf(name),
    compGeometry(comp),
  ).chiralities;
  const atoms = (k: number): string => Array.from({ length: 4 }, (_, i) => names[slots[4 * k + i]]).join();
  return new Map(Array.from(ideal, (volume, k) => [atoms(k), Math.abs(volume)]));
}

describe('what gemmi reads of a file', () => {
  it.each(from('fixtures/').map((gemmi) => [gemmi.file, gemmi] as const))(
    '%s, we read too',
    (file, gemmi) => {
      const path = fileURLToPath(new URL(file, import.meta.url));
      expectGemmis(readRestraintsFile(path).comp(gemmi.id), gemmi);
    },
  );
});

describeWithRefmacDictionary('what gemmi reads of the refmac-dictionary', () => {
  const library = openMonomerLibrary(REFMAC_DICTIONARY);

  it.each(from('refmac-dictionary/').map((gemmi) => [gemmi.id, gemmi] as const))(
    'as %s, we read too',
    (id, gemmi) => {
      expectGemmis(library.comp(id), gemmi);
    },
  );
});
