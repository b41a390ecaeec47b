import { describe, expect, it } from 'vitest';
import { buildRestraints } from '../../src/restraints/build-restraints.js';
import { GEMMI_NAMES, loadGemmi, type GemmiName } from '../reference/load.js';
import { referenceModel } from './reference-models.js';
import {
  differences,
  gemmiSets,
  ourSets,
  sugarTorsions,
  type RestraintSet,
  type RestraintSets,
} from './restraint-sets.js';

/** Where our sets differ from gemmi's, and why. Nothing else may differ. `+` marks what only we have. */
const KNOWN: Partial<Record<GemmiName, Partial<Record<keyof RestraintSets, readonly string[]>>>> = {
  // The file calls the hydrogens of the first residue's nitrogen H1, H2 and H3, the library H, H2 and H3: gemmi leaves
  // H1 without restraints, where we take it for H.
  '1d3z': {
    bonds: ['+ H1 MET A1 - N MET A1'],
    angles: [
      '+ CA MET A1 - N MET A1 - H1 MET A1',
      '+ H1 MET A1 - N MET A1 - H2 MET A1',
      '+ H1 MET A1 - N MET A1 - H3 MET A1',
    ],
    dihedrals: ['+ C MET A1 - CA MET A1 - N MET A1 - H1 MET A1'],
  },
};

describe.each(GEMMI_NAMES)('restraints of %s, built from its atoms', (name) => {
  const model = referenceModel(name);
  const gemmi = loadGemmi(name);
  const ours = ourSets(model, buildRestraints(model));
  const theirs = gemmiSets(gemmi);

  it('concern the same atoms', () => {
    expect(model.atomCount).toBe(gemmi.atoms.length);
  });

  it.each(['bonds', 'angles', 'chiralities', 'planes'] as const)('are gemmi’s %s', (term) => {
    expect(differences(ours[term], theirs[term])).toEqual(KNOWN[name]?.[term] ?? []);
  });

  it('are gemmi’s dihedrals, with one pucker for each sugar', () => {
    const puckers = sugarTorsions(gemmi).flatMap((sugar) => chosenPucker(ours.dihedrals, sugar));
    const expected = new Map([theirs.dihedrals, ...puckers].flatMap((set) => [...set]));
    expect(differences(ours.dihedrals, expected)).toEqual(KNOWN[name]?.dihedrals ?? []);
  });
});

/** The one of a sugar's two sets of torsions that is among ours, whole; none where neither is. */
function chosenPucker(ours: RestraintSet, puckers: Record<string, RestraintSet>): RestraintSet[] {
  return Object.values(puckers).filter((pucker) => {
    const same = new Map([...ours].filter(([key]) => pucker.has(key)));
    return differences(same, pucker).length === 0;
  });
}
