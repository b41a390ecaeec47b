import type { Model } from '../model/model.js';
import type { DihedralRestraints } from './restraints.js';
import { dihedralAngle } from './site-geometry.js';

/** Sigma, degrees. */
const SIGMA = 3;
/** Sine of the angle between two bonds below which a dihedral about one of them says nothing: 15° off a line. */
const LEAST_SINE = 0.26;

/**
 * The dihedrals of a residue as they are in the model. Distances alone hardly feel it when something flat bends.
 *
 * @param within the atoms of the same residue that an atom is bonded to
 * @returns i_seqs of four atoms, and the angle in degrees, for each that its atoms define
 */
export function keptDihedrals(
  model: Model,
  iSeqs: readonly number[],
  within: (iSeq: number) => readonly number[],
): { readonly iSeqs: readonly number[]; readonly ideal: number }[] {
  const found: { iSeqs: number[]; ideal: number }[] = [];
  for (const j of iSeqs) {
    for (const k of within(j).filter((other) => other > j)) {
      for (const i of within(j)) {
        for (const l of within(k)) {
          if (i === k || l === j || i === l || !isDefined(model, [i, j, k, l])) continue;
          found.push({ iSeqs: [i, j, k, l], ideal: dihedralAngle(model.sitesCart, [i, j, k, l]) });
        }
      }
    }
  }
  return found;
}

/** A model's dihedrals, and behind them those that are kept. */
export function withKeptDihedrals(
  dihedrals: DihedralRestraints,
  kept: ReturnType<typeof keptDihedrals>,
): DihedralRestraints {
  const count = dihedrals.ideal.length;
  const iSeqs = new Int32Array(4 * (count + kept.length));
  const [ideal, weight] = [new Float64Array(count + kept.length), new Float64Array(count + kept.length)];
  // Harmonic: a periodicity of 0.
  const periodicity = new Int32Array(count + kept.length);
  iSeqs.set(dihedrals.iSeqs);
  ideal.set(dihedrals.ideal);
  weight.set(dihedrals.weight);
  periodicity.set(dihedrals.periodicity);
  kept.forEach((one, k) => {
    iSeqs.set(one.iSeqs, 4 * (count + k));
    ideal[count + k] = one.ideal;
    weight[count + k] = 1 / SIGMA ** 2;
  });
  return { iSeqs, ideal, weight, periodicity };
}

/** Whether four atoms are of one conformer, and no three of them nearly on a line. */
function isDefined({ atoms: { altloc }, sitesCart }: Model, [i, j, k, l]: readonly number[]): boolean {
  const conformers = new Set([i, j, k, l].map((iSeq) => altloc[iSeq]).filter((mark) => mark !== ''));
  return (
    conformers.size <= 1 && sine(sitesCart, i, j, k) > LEAST_SINE && sine(sitesCart, j, k, l) > LEAST_SINE
  );
}

function sine(sitesCart: Float64Array, i: number, vertex: number, j: number): number {
  const arm = (to: number) =>
    [0, 1, 2].map((axis) => sitesCart[3 * to + axis] - sitesCart[3 * vertex + axis]);
  const [a, b] = [arm(i), arm(j)];
  const cosine = (a[0] * b[0] + a[1] * b[1] + a[2] * b[2]) / (Math.hypot(...a) * Math.hypot(...b));
  return Math.sqrt(Math.max(0, 1 - cosine * cosine));
}
