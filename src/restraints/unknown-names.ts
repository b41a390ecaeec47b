import { GeominError } from '../errors.js';
import { isHydrogen } from '../model/element.js';
import { residueLabel, type Model } from '../model/model.js';
import type { Dictionary } from '../monomers/chem-comp.js';
import { builtInDictionary } from '../monomers/dictionary.js';
import type { NamedModel, UnknownResidues } from './named-model.js';

/** How many places of one name a message lists before it only counts. */
const PLACES_LISTED = 3;

/**
 * @throws GeominError `RESIDUES` naming all residues that no dictionary knows (unless it is said what becomes of them), and all heavy
 *   atoms that their residues do not have
 */
export function refuseUnknown(named: NamedModel, dictionary: Dictionary, unknown: UnknownResidues): void {
  const { model } = named;
  const residues = unknown === 'error' ? unknownResidues(named) : [];
  const atoms = strayAtoms(named).filter((iSeq) => !isHydrogen(model.atoms.element[iSeq]));
  const messages: string[] = [];
  const remedies: string[] = [];
  if (residues.length > 0) {
    messages.push(`no dictionary knows ${residueList(model, residues)}${lookedUp(dictionary)}`);
    remedies.push(
      'Give restraints for them as AceDRG, Grade2 or eLBOW make them (--restraints FILE.cif), or a CCP4 monomer library ' +
        'that has them (--monomer-library DIR; that of Debian and Ubuntu is found by itself: apt-get install ' +
        'refmac-dictionary). Or take these residues out of the file, or say what becomes of them (unknown through the API): ' +
        '--unknown keep holds them in the shape that they have, --unknown free leaves them unrestrained but for contacts, ' +
        '--unknown fixed does not move them.',
    );
  }
  if (atoms.length > 0) {
    messages.push(`some residues have no atom of that name: ${atomList(model, atoms)}`);
    remedies.push(
      'Rename these atoms as their residue has them, or take them out of the file; restraints of a residue that only ' +
        'shares its name with another go with --restraints FILE.cif.',
    );
  }
  if (messages.length === 0) return;
  throw new GeominError('RESIDUES', `${model.source.name}: ${messages.join('; ')}`, remedies.join(' '));
}

/** Where they have been looked for, if not in the built-in dictionary alone. */
function lookedUp({ name }: Dictionary): string {
  return name === undefined || name === builtInDictionary().name ? '' : `; asked: ${name}`;
}

/** Indices of residues without a component. */
export function unknownResidues({ comps }: NamedModel): number[] {
  return comps.flatMap((comp, index) => (comp === undefined ? [index] : []));
}

/** Atoms of known residues that their component does not have, and that none like it can have. */
function strayAtoms({ model, comps, atomNames }: NamedModel): number[] {
  const strays: number[] = [];
  for (let iSeq = 0; iSeq < model.atomCount; iSeq++) {
    if (atomNames[iSeq] !== '') continue;
    const comp = comps[model.atoms.residue[iSeq]];
    if (comp && !comp.open) strays.push(iSeq);
  }
  return strays;
}

/** `HEM (4: A 142, B 148, C 142, …), C34 (2: A 5, B 11)`. */
function residueList({ residues }: Model, indices: readonly number[]): string {
  const place = (index: number): string => residueLabel({ ...residues[index], name: '' });
  return listed(indices, (index) => residues[index].name, place);
}

/** `CX of ALA (1: A 12, line 80)`. */
function atomList({ atoms, residues }: Model, iSeqs: readonly number[]): string {
  const residueOf = (iSeq: number) => residues[atoms.residue[iSeq]];
  const place = (iSeq: number): string =>
    `${residueLabel({ ...residueOf(iSeq), name: '' })}, line ${atoms.line[iSeq]}`;
  return listed(iSeqs, (iSeq) => `${atoms.name[iSeq]} of ${residueOf(iSeq).name}`, place);
}

/** Groups items by name, with the number of each and its first places. */
function listed(
  items: readonly number[],
  nameOf: (item: number) => string,
  placeOf: (item: number) => string,
): string {
  const groups = new Map<string, number[]>();
  for (const item of items) {
    const group = groups.get(nameOf(item));
    if (group) group.push(item);
    else groups.set(nameOf(item), [item]);
  }
  const texts = [...groups].map(([name, members]) => {
    const places = members.slice(0, PLACES_LISTED).map(placeOf);
    if (members.length > PLACES_LISTED) places.push('…');
    return `${name} (${members.length}: ${places.join('; ')})`;
  });
  return texts.join(', ');
}
