import { referenceBytes } from '../model/reference-files.js';
import type { Excerpt } from './excerpts.js';

const CATEGORIES = /^(data_|_(entry|cell|symmetry|entity|struct_conn|struct_mon_prot_cis|atom_sites?)\.)/;
const ATOM = /^(ATOM|HETATM) /;

/** The categories of a real file that are read, and of its atoms those of some residues, by their author's numbers. */
function excerpt(name: string, file: string, chain: string, ...numbers: number[]): Excerpt {
  const parts = referenceBytes(file)
    .toString('latin1')
    .trimEnd()
    .split(/\n\s*\n|\n(?=loop_|#)/);
  const wanted = parts.filter((part) => CATEGORIES.test(part.replace(/^loop_\s+/, '')));
  const lines = wanted.flatMap((part) => [...part.split('\n'), '']);
  const tags = lines.filter((line) => line.startsWith('_atom_site.')).map((line) => line.trim());
  const [chainColumn, numberColumn] = ['_atom_site.auth_asym_id', '_atom_site.auth_seq_id'].map((tag) =>
    tags.indexOf(tag),
  );
  const isWanted = (line: string): boolean => {
    const values = line.split(/\s+/);
    return values[chainColumn] === chain && numbers.includes(Number(values[numberColumn]));
  };
  return { name, lines: lines.filter((line) => !ATOM.test(line) || isWanted(line)) };
}

/** A protein with waters; DNA with a modified residue, linked by `_struct_conn`; alternate locations. */
export const CIF_EXCERPTS: readonly Excerpt[] = [
  excerpt('ubiquitin', '1ubq.cif.gz', 'A', 1, 2, 3, 37, 38, 74, 75, 76, 77, 78),
  excerpt('DNA', '133d.cif.gz', 'A', 1, 2, 3, 4, 5),
  excerpt('altlocs', 'altloc.cif.gz', 'A', 17, 18, 19, 20, 30, 31, 32),
];
