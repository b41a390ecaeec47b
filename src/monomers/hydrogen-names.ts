/** Whether a name is that of a hydrogen or deuterium in the PDB's manner: `HB2`, `1HB`, `D`. */
export function isHydrogenName(name: string): boolean {
  return /^\d*[HD]/.test(name);
}

/** What is left of a hydrogen's name behind its element: `HB2` and `2HB` give `B2` and `B`. */
export function hydrogenSuffix(name: string): string {
  return name.replace(/^\d*[HD]/, '');
}
