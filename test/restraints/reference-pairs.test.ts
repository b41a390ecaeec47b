import { describe, expect, it } from 'vitest';
import type { Model } from '../../src/model/model.js';
import { buildRestraints } from '../../src/restraints/build-restraints.js';
import { GEMMI_NAMES, loadCctbx, type CctbxReference, type GemmiName } from '../reference/load.js';
import { pairsByRule } from './pairs-by-rule.js';
import { referenceModel } from './reference-models.js';

/** Atoms that are something else to hydrogen bonds here than with cctbx, and why. */
const KNOWN: Partial<Record<GemmiName, readonly string[]>> = {
  // O3' bonded to the next residue's phosphorus: the library's DEL_HO3p makes it an ether, which cctbx leaves a hydroxyl.
  // O5' of a first residue without phosphate: the library's component has an ester there, cctbx makes it a hydroxyl.
  '133d': [
    "O5' DC A1",
    "O3' DC A1",
    "O3' DG A2",
    "O3' DC A3",
    "O5' DC B7",
    "O3' DC B7",
    "O3' DG B8",
    "O3' DC B9",
  ],
};

describe.each(GEMMI_NAMES)('contacts of %s, built from its atoms', (name) => {
  const model = referenceModel(name);
  const cctbx = loadCctbx(name);
  const place = places(model, cctbx);
  const { nonbonded } = buildRestraints(model);
  const ours = pairsByRule(nonbonded, model.sitesCart, cctbx.pairListCutoff);
  const theirs = cctbxPairs(cctbx, place);
  const label = (i: number): string => {
    const { name: residueName, chainId, number } = model.residues[model.atoms.residue[i]];
    return `${model.atoms.name[i]} ${residueName} ${chainId}${number}`;
  };

  it('have cctbx’s radii and hydrogen-bond types', () => {
    const { radius, hydrogenBond } = cctbx.nonbondedAtoms;
    const others = place.flatMap((i, theirIndex) =>
      nonbonded.radius[i] === radius[theirIndex] && nonbonded.hydrogenBond[i] === hydrogenBond[theirIndex]
        ? []
        : [i],
    );
    expect(others.map(label)).toEqual(KNOWN[name] ?? []);
  });

  it('are the pairs of cctbx', () => {
    expect(new Set(ours.keys())).toEqual(new Set(theirs.keys()));
  });

  it('have cctbx’s van der Waals distances', () => {
    const other = [...ours]
      .filter(([pair, vdw]) => Math.abs(vdw - theirs.get(pair)!) > 1e-9)
      .map(([pair]) => pair);
    const unexplained = other.filter(
      (pair) => !pair.split(' ').some((i) => KNOWN[name]?.includes(label(Number(i)))),
    );
    expect(unexplained).toEqual([]);
  });
});

/** cctbx's list by our i_seqs. */
function cctbxPairs({ restraints }: CctbxReference, place: readonly number[]): Map<string, number> {
  const { iSeqs, vdw } = restraints.nonbonded.pairs;
  return new Map(
    Array.from(vdw, (distance, k): [string, number] => {
      const [i, j] = [place[iSeqs[2 * k]], place[iSeqs[2 * k + 1]]].sort((a, b) => a - b);
      return [`${i} ${j}`, distance];
    }),
  );
}

/** Our i_seq of each of cctbx's atoms, which it may order differently. */
function places(model: Model, { atoms }: CctbxReference): number[] {
  const iSeqs = new Map(
    model.atoms.name.map((atom, i): [string, number] => {
      const { name, chainId, number, insertionCode } = model.residues[model.atoms.residue[i]];
      return [`${atom} ${model.atoms.altloc[i]} ${name} ${chainId} ${number}${insertionCode}`, i];
    }),
  );
  return atoms.map(({ name, altloc, residueName, chainId, number, insertionCode }) => {
    const key = `${name} ${altloc} ${residueName} ${chainId} ${number}${insertionCode}`;
    // cctbx's figures of 1d3z were made with H for the file's H1.
    return iSeqs.get(key) ?? iSeqs.get(key.replace(/^H /, 'H1 '))!;
  });
}
