const SYMBOLS = (
  'H HE LI BE B C N O F NE NA MG AL SI P S CL AR K CA SC TI V CR MN FE CO NI CU ZN GA GE AS SE BR KR RB SR Y ZR NB ' +
  'MO TC RU RH PD AG CD IN SN SB TE I XE CS BA LA CE PR ND PM SM EU GD TB DY HO ER TM YB LU HF TA W RE OS IR PT AU ' +
  'HG TL PB BI PO AT RN FR RA AC TH PA U NP PU AM CM BK CF ES FM MD NO LR D'
).split(' ');
const ELEMENTS = new Set(SYMBOLS);

/** The element of an atom about which nothing can be told. */
const UNKNOWN_ELEMENT = 'X';

/** Residues made of H, C, N, O, S, P (and Se) alone, in which a name's first letter is the element. */
const POLYMER_RESIDUES = new Set(
  (
    'ALA ARG ASN ASP CYS GLN GLU GLY HIS ILE LEU LYS MET PHE PRO SER THR TRP TYR VAL MSE SEC PYL ASX GLX UNK ' +
    'ACE NME NH2 FOR HOH DOD WAT H2O SOL TIP TIP3 TIP4 TIP5 SPC SPCE ' +
    'HID HIE HIP HSD HSE HSP HISA HISB HISH CYX CYM CYSH ASH GLH LYN LYSH ARGN ' +
    'A C G U T I N DA DC DG DT DU DI DN +A +C +G +U +T +I ADE CYT GUA URA THY RA RC RG RU'
  ).split(' '),
);

const WATERS = new Set('HOH DOD WAT H2O SOL TIP TIP3 TIP4 TIP5 SPC SPCE'.split(' '));

/** Ions that force fields name otherwise (CHARMM), their atom like their residue. */
const FORCE_FIELD_IONS = new Map([
  ['SOD', 'NA'],
  ['POT', 'K'],
  ['CAL', 'CA'],
  ['CES', 'CS'],
  ['CLA', 'CL'],
]);

/** Two-letter elements that are met as the start of a name which fills all four columns. */
const IN_FULL_NAMES = new Set(['BR', 'CL', 'FE', 'SE', 'SI', 'ZN', 'MG', 'MN']);
/** Two-letter elements that hydrogens of ligands look like and that no macromolecule holds. */
const LOOK_LIKE_HYDROGEN = new Set(['HE', 'HF', 'HO']);

/** Whether a residue name is one of those that water goes by. */
export function isWater(residueName: string): boolean {
  return WATERS.has(residueName.toUpperCase());
}

/** Deuterium is hydrogen to a monomer library. */
export function isHydrogen(element: string): boolean {
  return element === 'H' || element === 'D';
}

/** Protons of an element; undefined where it is none. */
export function atomicNumber(element: string): number | undefined {
  if (element === 'D') return 1;
  return ELEMENTS.has(element) ? SYMBOLS.indexOf(element) + 1 : undefined;
}

/** The element symbol in a two-column field such as ` C`, `C `, `Zn`; `undefined` if it is none. */
export function elementSymbol(field: string): string | undefined {
  const symbol = field.trim().toUpperCase();
  return ELEMENTS.has(symbol) ? symbol : undefined;
}

/**
 * Guesses an element from a PDB atom name with its blanks (columns 13-16) and its residue. The symbol stands
 * right-justified in columns 13-14: ` CA ` is a carbon, `CA  ` calcium. But four-letter names begin in column 13
 * whatever their element (`HG11`), some programs shift all names to the left, and some lead with the number (`1HB `);
 * there the residue decides.
 *
 * @returns the symbol in upper case, `X` if nothing fits
 */
export function guessElement(name: string, residueName: string): string {
  const padded = name.toUpperCase();
  const letters = padded.replace(/^[^A-Z]+/, '');
  const residue = residueName.toUpperCase();
  if (POLYMER_RESIDUES.has(residue)) return polymerElement(letters);
  return ionElement(letters, residue) ?? elementByColumn(padded) ?? oneLetterElement(letters);
}

/**
 * Guesses an element from an atom name alone, without the columns that tell `CA` from ` CA `: as {@link guessElement}, and
 * outside of polymers one letter, but for the two-letter elements that no other name begins like.
 */
export function guessElementOfName(name: string, residueName: string): string {
  const isPair = IN_FULL_NAMES.has(name.slice(0, 2).toUpperCase());
  return guessElement(isPair ? name.padEnd(4) : ` ${name}`, residueName);
}

function polymerElement(letters: string): string {
  return letters.startsWith('SE') ? 'SE' : oneLetterElement(letters);
}

/** In a residue such as `ZN`, `FE2` or `3CO` the atom `ZN`, `FE` or `CO` is that element, wherever its name begins. */
function ionElement(letters: string, residue: string): string | undefined {
  const symbol = letters.replace(/[^A-Z].*$/, '');
  if (symbol !== residue.replace(/\d/g, '')) return undefined;
  return ELEMENTS.has(symbol) ? symbol : FORCE_FIELD_IONS.get(symbol);
}

function elementByColumn(padded: string): string | undefined {
  const pair = padded.slice(0, 2);
  if (!/^[A-Z]{2}$/.test(pair) || !ELEMENTS.has(pair) || LOOK_LIKE_HYDROGEN.has(pair)) return undefined;
  const fillsColumns = /^\S{4}$/.test(padded);
  return !fillsColumns || IN_FULL_NAMES.has(pair) ? pair : undefined;
}

function oneLetterElement(letters: string): string {
  const symbol = letters.charAt(0);
  return ELEMENTS.has(symbol) ? symbol : UNKNOWN_ELEMENT;
}
