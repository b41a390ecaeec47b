import { describe, expect, it } from 'vitest';
import { geometryGradients } from '../../src/geometry/geometry-gradients.js';
import { parseModel } from '../../src/model/read-model.js';
import { buildRestraints } from '../../src/restraints/build-restraints.js';
import { referenceBytes } from '../model/reference-files.js';

describe.each([
  ['133d', '133d.pdb', '133d.cif.gz'],
  ['1ubq', '1ubq.pdb', '1ubq.cif.gz'],
  ['altloc', 'altloc.pdb', 'altloc.cif.gz'],
])('%s in mmCIF', (_, pdb, mmcif) => {
  const [ours, theirs] = [mmcif, pdb].map((file) => parseModel(referenceBytes(file)));

  it('is the model that it is in PDB', () => {
    expect({ ...ours.atoms, line: null }).toEqual({ ...theirs.atoms, line: null });
    expect(ours.sitesCart).toEqual(theirs.sitesCart);
    expect(ours.residues.map((residue) => ({ ...residue, label: undefined }))).toEqual(theirs.residues);
    expect(ours.chains).toEqual(theirs.chains);
    expect([ours.unitCell, ours.spaceGroup]).toEqual([theirs.unitCell, theirs.spaceGroup]);
    // The PDB files round it to six decimals.
    theirs.scale!.matrix.forEach((entry, i) => expect(ours.scale!.matrix[i]).toBeCloseTo(entry, 6));
    const ends = ({ kind, from, to }: (typeof ours.connections)[number]) => ({ kind, from, to });
    expect(ours.connections.map(ends)).toEqual(theirs.connections.map(ends));
  });

  it('has the restraints and energies that it has in PDB', () => {
    const [a, b] = [ours, theirs].map((model) => buildRestraints(model, { unknown: 'free' }));
    const issues = (restraints: typeof a) => restraints.issues.map(({ kind, iSeqs }) => ({ kind, iSeqs }));
    expect(issues(a)).toEqual(issues(b));
    for (const term of ['bonds', 'angles', 'dihedrals', 'chiralities', 'planes'] as const) {
      expect(a[term]).toEqual(b[term]);
    }
    const [first, second] = [geometryGradients(ours.sitesCart, a), geometryGradients(theirs.sitesCart, b)];
    expect(first).toEqual(second);
    expect(first.energy).toBeGreaterThan(100);
  });
});
