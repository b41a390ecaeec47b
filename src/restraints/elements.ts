/** Deuterium is hydrogen to a monomer library. */
export function isHydrogen(element: string): boolean {
  return element === 'H' || element === 'D';
}
