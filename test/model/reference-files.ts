import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

/** Real entries: DNA, ten NMR models, a small protein, a file of 1984, alternate conformations. */
export const REFERENCE_FILES = ['133d.pdb', '1d3z.pdb.gz', '1ubq.pdb', '2hhb.ent.gz', 'altloc.pdb'];

const folder = new URL('../reference/', import.meta.url);

export function referencePath(file: string): string {
  return fileURLToPath(new URL(`models/${file}`, folder));
}

/** The bytes of a reference model, inflated. */
export function referenceBytes(file: string): Buffer {
  const content = readFileSync(referencePath(file));
  return file.endsWith('.gz') ? gunzipSync(content) : content;
}

/** What cctbx read from a reference model. */
export function cctbxAtoms(name: string): { atoms: Record<string, string | number>[]; sitesCart: number[] } {
  const content = readFileSync(new URL(`${name}.cctbx.json.gz`, folder));
  const dump = JSON.parse(gunzipSync(content).toString()) as {
    atom_columns: string[];
    atoms: (string | number)[][];
    sites_cart: number[][];
  };
  const atoms = dump.atoms.map((row) =>
    Object.fromEntries(row.map((value, i) => [dump.atom_columns[i], value])),
  );
  return { atoms, sitesCart: dump.sites_cart.flat() };
}
