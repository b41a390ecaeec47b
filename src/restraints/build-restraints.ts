import { atomLabel, type Model } from '../model/model.js';
import type { Dictionary } from '../monomers/chem-comp.js';
import { builtInDictionary } from '../monomers/dictionary.js';
import { applyEdits } from './apply-edits.js';
import { covalentContacts } from './covalent-contacts.js';
import { modelCrystal, type ModelCrystal } from './crystal-symmetry.js';
import { dictionaryNotes, sourcesOf } from './dictionary-notes.js';
import type { Edits } from './edits.js';
import { findLinks } from './find-links.js';
import { layTemplates } from './lay-templates.js';
import { countedIssues, looseAtoms, looseIssues } from './loose-atoms.js';
import { missingAtoms } from './missing-atoms.js';
import { fixedAtoms, tiedPositions, type PartOptions } from './moving-part.js';
import { nameModel } from './name-model.js';
import type { UnknownResidues } from './named-model.js';
import { nonbondedAtoms } from './nonbonded-atoms.js';
import { prepareResidues } from './prepare-residues.js';
import type { AtomPair } from './residue-link.js';
import type { BondRestraints, ModelRestraints } from './restraints.js';
import { tracedResidues } from './traces.js';
import { unknownResidues } from './unknown-names.js';
import { treatUnknown } from './unknown-residues.js';

/** Where chemistry comes from, and what becomes of residues without any. */
export interface BuildOptions extends PartOptions {
  /** Where components and links come from; the built-in dictionary by default. */
  readonly dictionary?: Dictionary;
  /**
   * What becomes of residues that the dictionary does not know: `error` (default) refuses the model, `keep` holds them in
   * the shape that they have in it, `free` leaves them without restraints, seen only by the nonbonded term, and `fixed`
   * does not let them move.
   */
  readonly unknown?: UnknownResidues;
  /**
   * Links to make besides those that the file and its chemistry tell, as two addresses each: `A/142/NE2 - A/200/FE`, chain,
   * residue with insertion code, atom; `A/142(HIS)/NE2:B` where residue name or altloc are needed.
   */
  readonly links?: readonly string[];
  /** Links not to make, addressed alike. */
  readonly noLinks?: readonly string[];
  /** Restraints of a user's own, and changes to those of the dictionary, applied one after the other. */
  readonly edits?: readonly Edits[];
  /**
   * Whether symmetry copies of atoms keep off others, as in the crystal that the model states. Default: true; a model without
   * cell and space group has no copies.
   */
  readonly symmetry?: boolean;
}

/**
 * Makes the restraints of a model from a monomer dictionary: those of each residue as its links leave it, then those of
 * its links, for the atoms that are there and in each of their conformers.
 *
 * @param model its sites decide which neighbours are linked, cis or trans, and which sugar pucker is restrained
 * @throws GeominError `RESIDUES` naming all residues that the dictionary does not know, and all heavy atoms that their
 *   residues do not have; `DICTIONARY` where the dictionary lacks a link or modification that is needed; `ARGUMENT` where
 *   `links` or `noLinks` name no two atoms of the model, `select` selects none, or an edit cannot be made; `MODEL` where
 *   it states a unit cell that cannot be
 */
export function buildRestraints(model: Model, options: BuildOptions = {}): ModelRestraints {
  const restraints = restraintsOfDictionary(model, options);
  return (options.edits ?? []).reduce((edited, edits) => applyEdits(model, edited, edits), restraints);
}

function restraintsOfDictionary(model: Model, options: BuildOptions): ModelRestraints {
  const { dictionary = builtInDictionary(), unknown = 'error', symmetry = true } = options;
  const { links = [], noLinks = [] } = options;
  const named = nameModel(model, dictionary, unknown);
  const found = findLinks(named, dictionary, { links, noLinks });
  const prepared = prepareResidues(named, dictionary, found.links);
  const restraints = layTemplates(prepared, found.links);
  const loose = looseAtoms(prepared);
  const bonded = bondGraph(restraints.bonds, [...found.unrestrained, ...covalentContacts(model, loose)]);
  const strangers = treatUnknown(model, unknownResidues(named), unknown, restraints, bonded);
  const fixed = fixedAtoms(model, options, strangers.fixed);
  const crystal: ModelCrystal = symmetry ? modelCrystal(model) : { issues: [] };
  const nonbonded = nonbondedAtoms(prepared, dictionary, bonded);
  return {
    atomCount: model.atomCount,
    ...restraints,
    bonds: strangers.shapes.bonds,
    dihedrals: strangers.shapes.dihedrals,
    fixed,
    positions: tiedPositions(model, options, fixed),
    nonbonded: crystal.symmetry ? { ...nonbonded, symmetry: crystal.symmetry } : nonbonded,
    atomLabel: (iSeq) => atomLabel(model, iSeq),
    sources: sourcesOf(named, found.links),
    ...found.listed,
    issues: [
      ...dictionaryNotes(named, dictionary),
      ...strangers.issues,
      ...looseIssues(prepared, loose),
      ...countedIssues(prepared),
      ...found.issues,
      ...missingAtoms(prepared, tracedResidues(named, found.traces)),
      ...crystal.issues,
    ],
  };
}

/** Restrained bonds, and those that are only known to be there: 2m i_seqs. */
function bondGraph({ iSeqs }: BondRestraints, others: readonly AtomPair[]): Int32Array {
  const graph = new Int32Array(iSeqs.length + 2 * others.length);
  graph.set(iSeqs);
  others.forEach((pair, k) => graph.set(pair, iSeqs.length + 2 * k));
  return graph;
}
