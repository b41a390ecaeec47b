const METALS = new Set(
  (
    'LI BE NA MG AL K CA SC TI V CR MN FE CO NI CU ZN GA RB SR Y ZR NB MO TC RU RH PD AG CD IN SN SB CS BA ' +
    'LA CE PR ND PM SM EU GD TB DY HO ER TM YB LU HF TA W RE OS IR PT AU HG TL PB BI TH U'
  ).split(' '),
);

/** Whether an element, given in upper case, is a metal: its bonds are to donor atoms, and their lengths vary. */
export function isMetal(element: string): boolean {
  return METALS.has(element);
}
