import { referenceBytes } from '../model/reference-files.js';

/** Whole residues of real files, and the records before them: so few lines that damage hits what matters. */
export interface Excerpt {
  readonly name: string;
  readonly lines: readonly string[];
}

const HEADER = /^(CRYST1|SCALE|SSBOND|LINK|CISPEP|MODRES)/;
const COORDINATES = /^(MODEL|ATOM|ANISOU|TER|HETATM|ENDMDL)/;

function excerpt(name: string, file: string, isWanted: (line: string) => boolean): Excerpt {
  const lines = referenceBytes(file).toString('latin1').split('\n');
  const records = lines.filter((line) => HEADER.test(line) || (COORDINATES.test(line) && isWanted(line)));
  return { name, lines: [...records.map((line) => line.trimEnd()), 'END'] };
}

/** Residues of these numbers, and every record that has no residue. */
const numbered =
  (chainId: string, ...numbers: number[]) =>
  (line: string): boolean =>
    /^(MODEL|ENDMDL)/.test(line) ||
    (line[21] === chainId && numbers.includes(Number(line.slice(22, 26)))) ||
    (line.startsWith('TER') && line[21] === chainId);

/** NMR models with hydrogens; DNA with a modified residue; a ligand with iron; alternate locations with ANISOU; waters. */
export const EXCERPTS: readonly Excerpt[] = [
  excerpt('ubiquitin', '1ubq.pdb', numbered('A', 1, 2, 3, 37, 38, 74, 75, 76, 77, 78)),
  excerpt('NMR', '1d3z.pdb.gz', firstModels(numbered('A', 1, 2, 3, 4))),
  excerpt('DNA', '133d.pdb', numbered('A', 1, 2, 3, 4, 5)),
  excerpt('haem', '2hhb.ent.gz', numbered('A', 1, 2, 87, 142)),
  excerpt('altlocs', 'altloc.pdb', numbered('A', 17, 18, 19, 20, 30, 31, 32)),
];

/** Only what stands in the first two models. */
function firstModels(isWanted: (line: string) => boolean): (line: string) => boolean {
  let model = 0;
  return (line) => {
    if (line.startsWith('MODEL')) model++;
    return model <= 2 && isWanted(line);
  };
}
