import { describe, expect, it } from 'vitest';
import { buildRestraints } from '../../src/restraints/build-restraints.js';
import { parseModel } from '../../src/model/read-model.js';
import { loadLinkedModels } from '../reference/load.js';
import { differences, gemmiSets, ourSets } from './restraint-sets.js';

const NO_DIFFERENCES = { bonds: [], angles: [], dihedrals: [], chiralities: [], planes: [] };

/** gemmi leaves an altloc out whose atoms are also there without one; here both are restrained. */
const OF_BOTH_PLACES = {
  bonds: ['+ CA SER A20 - CB:A SER A20', '+ CB:A SER A20 - OG:A SER A20'],
  angles: [
    '+ CB:A SER A20 - CA SER A20 - N SER A20',
    '+ C SER A20 - CA SER A20 - CB:A SER A20',
    '+ CA SER A20 - CB:A SER A20 - OG:A SER A20',
  ],
  dihedrals: ['+ N SER A20 - CA SER A20 - CB:A SER A20 - OG:A SER A20'],
  chiralities: ['+ CA SER A20 - C SER A20 - CB:A SER A20 - N SER A20'],
  planes: [],
};
/** What is compared of gemmi's torsions leaves out hydrogens on a linked nitrogen; this one is the link's own. */
const OF_CAP = { ...NO_DIFFERENCES, dihedrals: ['+ CA TYR A21 - C TYR A21 - N NH2 A22 - HN1 NH2 A22'] };
const KNOWN: Readonly<Record<string, typeof OF_BOTH_PLACES>> = {
  blank_plus_A: OF_BOTH_PLACES,
  capped: OF_CAP,
};

describe.each(Object.entries(loadLinkedModels()))('restraints of %s', (name, { lines, gemmi }) => {
  const model = parseModel(lines.join('\n'), 'pdb', { name });
  const ours = ourSets(model, buildRestraints(model));
  const theirs = gemmiSets(gemmi);
  const known = KNOWN[name] ?? NO_DIFFERENCES;

  it.each(['bonds', 'angles', 'dihedrals', 'chiralities', 'planes'] as const)('are gemmi’s %s', (term) => {
    expect(differences(ours[term], theirs[term]).sort()).toEqual([...known[term]].sort());
  });
});
