import { crystalFrame } from '../../src/model/crystal-frame.js';
import { findSpaceGroup } from '../../src/model/space-group.js';
import { TRANSLATION_PARTS, transform, type SymmetryOperator } from '../../src/model/symmetry-operator.js';
import { inverse, symmetricMetric, type UnitCell } from '../../src/model/unit-cell.js';
import { siteSymmetry } from '../../src/restraints/site-symmetry.js';
import type { CrystalSymmetry, NonbondedAtoms } from '../../src/restraints/restraints.js';

/** A crystal of atoms that are nothing to each other but round. */
export interface Crystal {
  readonly sites: Float64Array;
  readonly nonbonded: NonbondedAtoms & { readonly symmetry: CrystalSymmetry };
}

export function unitCell(text: string): UnitCell {
  const [a, b, c, alpha, beta, gamma] = text.split(' ').map(Number);
  return { a, b, c, alpha, beta, gamma };
}

/**
 * @param fractions of the sites, 3n
 * @param diameter Å: van der Waals distance of all pairs
 */
export function crystalOf(
  symbol: string,
  cell: UnitCell,
  fractions: readonly number[],
  diameter = 4,
): Crystal {
  const { operators } = findSpaceGroup(symbol, cell)!;
  const frame = crystalFrame(symmetricMetric(operators, cell));
  const edges = inverse(frame.matrix);
  const atomCount = fractions.length / 3;
  const sites = new Float64Array(3 * atomCount);
  for (let x = 0; x < sites.length; x += 3) sites.set(transform(edges, fractions.slice(x, x + 3)), x);
  const symmetry = {
    fractionalization: Float64Array.from(rows(frame.matrix, frame.vector)),
    operators: operatorRows(operators),
    siteSymmetry: siteSymmetry(sites, operators, frame),
  };
  const nonbonded = {
    radius: new Float64Array(atomCount).fill(diameter / 2),
    hydrogenBond: new Uint8Array(atomCount),
    conformer: new Int32Array(atomCount),
    bonded: new Int32Array(),
    symmetry,
  };
  return { sites, nonbonded };
}

export function operatorRows(operators: readonly SymmetryOperator[]): Float64Array {
  return Float64Array.from(
    operators.flatMap(({ rotation, translation }) =>
      rows(
        rotation,
        translation.map((parts) => parts / TRANSLATION_PARTS),
      ),
    ),
  );
}

function rows(matrix: readonly number[], vector: readonly number[]): number[] {
  return [0, 1, 2].flatMap((axis) => [...matrix.slice(3 * axis, 3 * axis + 3), vector[axis]]);
}
