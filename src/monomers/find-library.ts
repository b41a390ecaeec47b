import { join } from 'node:path';
import { isMonomerLibrary } from './monomer-library.js';

/** Where Debian's and Ubuntu's package `refmac-dictionary` puts its library. */
const DEBIAN_LIBRARY = '/usr/share/refmac/monomers';

/**
 * The monomer library of this machine: that which CCP4 names in `CLIBD_MON`, that of the CCP4 suite in `CCP4`, or that of
 * Debian's package `refmac-dictionary`, whichever is there first.
 *
 * @returns its folder, undefined where there is none
 */
export function findMonomerLibrary(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  const { CLIBD_MON, CCP4 } = environment;
  const places = [CLIBD_MON, CCP4 && join(CCP4, 'lib', 'data', 'monomers'), DEBIAN_LIBRARY];
  return places.find((dir) => dir !== undefined && dir !== '' && isMonomerLibrary(dir));
}
