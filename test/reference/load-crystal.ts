import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { crystalFrame } from '../../src/model/crystal-frame.js';
import { findSpaceGroup } from '../../src/model/space-group.js';
import { operatorText, TRANSLATION_PARTS } from '../../src/model/symmetry-operator.js';
import { inverse, symmetricMetric, type UnitCell } from '../../src/model/unit-cell.js';
import type { CrystalSymmetry, NonbondedAtoms } from '../../src/restraints/restraints.js';
import { operatorRows } from '../geometry/crystals.js';
import { nonbondedAtomsOf, type CctbxFile } from './load.js';

/** What cctbx says of the nonbonded term of a model in its crystal. */
export interface CrystalReference {
  readonly atomCount: number;
  readonly sites: Float64Array;
  readonly spaceGroup: string;
  readonly nonbonded: NonbondedAtoms & { readonly symmetry: CrystalSymmetry };
  /** Å: the list below holds all pairs within this distance. */
  readonly pairListCutoff: number;
  /** With the operator that takes j to its copy near i, and the inverse of that; `x,y,z` within the model. */
  readonly pairs: readonly { i: number; j: number; operator: string; inverse: string; vdw: number }[];
  readonly energy: number;
  readonly gradients: Float64Array;
}

type File = CctbxFile & { meta: { unit_cell: number[]; space_group: string } };

export function loadCrystal(name: string): CrystalReference {
  const content = readFileSync(new URL(`${name}-crystal.cctbx.json.gz`, import.meta.url));
  const file = JSON.parse(gunzipSync(content).toString('utf8')) as File;
  const { simple, asu } = file.proxies.nonbonded as {
    simple: [number, number, number][];
    asu: [number, number, number, number, string][];
  };
  const within = simple.map(([i, j, vdw]) => ({ i, j, vdw, operator: 'x,y,z', inverse: 'x,y,z' }));
  const across = asu.map(([i, j, vdw, , operator]) => {
    const parsed = parse(operator);
    return { i, j, vdw, operator: text(parsed), inverse: text(invert(parsed)) };
  });
  return {
    atomCount: file.atom_count,
    sites: Float64Array.from(file.sites_cart.flat()),
    spaceGroup: file.meta.space_group,
    nonbonded: { ...nonbondedAtomsOf(file), symmetry: symmetryOf(file) },
    pairListCutoff: file.nonbonded.pair_list_cutoff,
    pairs: [...within, ...across],
    energy: file.energies.nonbonded,
    gradients: Float64Array.from(file.gradients.nonbonded.flat()),
  };
}

function symmetryOf({ meta }: File): CrystalSymmetry {
  const [a, b, c, alpha, beta, gamma] = meta.unit_cell;
  const cell: UnitCell = { a, b, c, alpha, beta, gamma };
  const { operators } = findSpaceGroup(meta.space_group, cell)!;
  const { matrix } = crystalFrame(symmetricMetric(operators, cell));
  const rows = [0, 3, 6].flatMap((row) => [...matrix.slice(row, row + 3), 0]);
  return { fractionalization: Float64Array.from(rows), operators: operatorRows(operators) };
}

/** W by rows and w in 24ths of an edge. */
interface Parsed {
  readonly rotation: number[];
  readonly translation: number[];
}

/** Reads `-x+1/2,y,z-1`. */
function parse(triplet: string): Parsed {
  const rows = triplet.split(',').map((row) => {
    const axes = ['x', 'y', 'z'].map((axis) => {
      const at = row.indexOf(axis);
      if (at < 0) return 0;
      return row[at - 1] === '-' ? -1 : 1;
    });
    const [, sign, above, , below] = /([+-]?)(\d+)(\/(\d+))?$/.exec(row) ?? [];
    const size = above === undefined ? 0 : Number(above) / Number(below ?? 1);
    return { axes, parts: Math.round(TRANSLATION_PARTS * (sign === '-' ? -size : size)) };
  });
  return { rotation: rows.flatMap(({ axes }) => axes), translation: rows.map(({ parts }) => parts) };
}

function invert({ rotation: m, translation }: Parsed): Parsed {
  // Exactly whole, and no -0: operators are compared as text.
  const rotation = inverse(m).map((value) => Math.round(value) + 0);
  const moved = [0, 3, 6].map(
    (row) =>
      -(
        rotation[row] * translation[0] +
        rotation[row + 1] * translation[1] +
        rotation[row + 2] * translation[2]
      ),
  );
  return { rotation, translation: moved };
}

function text({ rotation, translation }: Parsed): string {
  return operatorText(
    rotation,
    translation.map((parts) => parts / TRANSLATION_PARTS),
  );
}
