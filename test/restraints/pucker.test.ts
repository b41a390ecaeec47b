import { describe, expect, it } from 'vitest';
import type { Model } from '../../src/model/model.js';
import { buildRestraints } from '../../src/restraints/build-restraints.js';
import { dihedralAngle } from '../../src/restraints/site-geometry.js';
import { referenceModel } from './reference-models.js';

/** Ideals of the torsion C1'-C2'-C3'-C4' for C2'-endo and C3'-endo. */
const C2_ENDO = 326.9;
const C3_ENDO = 35.9;

/** The torsion C1'-C2'-C3'-C4' of each sugar: what it is in the model, and what it is restrained to. */
function sugars(model: Model): { measured: number; ideal: number }[] {
  const { iSeqs, ideal } = buildRestraints(model).dihedrals;
  return Array.from(ideal, (value, k) => ({ atoms: [...iSeqs.subarray(4 * k, 4 * k + 4)], ideal: value }))
    .filter(({ atoms }) => atoms.map((i) => model.atoms.name[i]).join(' ') === "C1' C2' C3' C4'")
    .map(({ atoms, ideal: value }) => ({ measured: dihedralAngle(model.sitesCart, atoms), ideal: value }));
}

describe('the pucker that a sugar is restrained to', () => {
  const model = referenceModel('133d');
  const mirrored = referenceModel('133d');
  for (let i = 0; i < mirrored.sitesCart.length; i += 3) mirrored.sitesCart[i] *= -1;

  it.each([
    ['DNA', model],
    ['its mirror image, where the puckers are exchanged', mirrored],
  ])('is the nearer one in %s', (_, of) => {
    const puckered = sugars(of).filter(({ measured }) => Math.abs(measured) > 10);
    expect(puckered).toHaveLength(9);
    for (const { measured, ideal } of puckered) expect(ideal).toBe(measured < 0 ? C2_ENDO : C3_ENDO);
    expect(new Set(puckered.map(({ ideal }) => ideal)).size).toBe(2);
  });

  it('is one of the two for a flat sugar as well', () => {
    const flat = sugars(model).filter(({ measured }) => Math.abs(measured) < 10);
    expect(flat).toHaveLength(1);
    expect([C2_ENDO, C3_ENDO]).toContain(flat[0].ideal);
  });
});
