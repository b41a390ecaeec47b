import { isHydrogen } from './element.js';
import type { Model, Residue } from './model.js';
import type { AtomClass, FieldSelection, Selection, TextField, TextPattern } from './selection-tree.js';
import { isInRange, matchesPattern } from './selection-values.js';
import { SiteTree } from './site-tree.js';

/** What files and programs call water. */
const WATERS = new Set('HOH DOD WAT H2O OH2 SOL TIP TIP3 TIP4 TIP5 TP3 SPC SPCE T3P T4P'.split(' '));

/** The atoms of a model that a selection means: atomCount, 0 or 1. */
export function maskOf(model: Model, selection: Selection): Uint8Array {
  switch (selection.kind) {
    case 'text':
    case 'residue':
      return fieldMask(model, selection);
    case 'class':
      return classMask(model, selection.name);
    case 'not':
      return maskOf(model, selection.of).map((selected) => 1 - selected);
    case 'byres':
      return wholeResidues(model, maskOf(model, selection.of));
    case 'within':
      return within(model, selection.distance, maskOf(model, selection.of));
    case 'and':
      return joined(model, selection.parts, (a, b) => a & b);
    case 'or':
      return joined(model, selection.parts, (a, b) => a | b);
  }
}

export function fieldMask(model: Model, selection: FieldSelection): Uint8Array {
  if (selection.kind === 'residue') {
    return residueMask(model, (residue) => selection.ranges.some((range) => isInRange(range, residue)));
  }
  const matches = matcher(selection.patterns);
  const valueOf = RESIDUE_FIELDS[selection.field as ResidueField];
  if (valueOf) return residueMask(model, (residue) => matches(valueOf(residue)));
  const values = model.atoms[selection.field as AtomField];
  return Uint8Array.from(values, (value) => Number(matches(value)));
}

type AtomField = 'name' | 'element' | 'altloc';
type ResidueField = Exclude<TextField, AtomField>;

const RESIDUE_FIELDS: Readonly<Record<ResidueField, (residue: Residue) => string>> = {
  chain: ({ chainId }) => chainId,
  segment: ({ segmentId }) => segmentId,
  resname: ({ name }) => name,
  icode: ({ insertionCode }) => insertionCode,
};

/** Whether any of the patterns matches; remembers, as a model has few different values. */
function matcher(patterns: readonly TextPattern[]): (value: string) => boolean {
  const known = new Map<string, boolean>();
  return (value) => {
    let matches = known.get(value);
    if (matches === undefined) {
      matches = patterns.some((pattern) => matchesPattern(pattern, value));
      known.set(value, matches);
    }
    return matches;
  };
}

function classMask(model: Model, name: AtomClass): Uint8Array {
  const { atoms, atomCount } = model;
  switch (name) {
    case 'all':
      return new Uint8Array(atomCount).fill(1);
    case 'none':
      return new Uint8Array(atomCount);
    case 'hetero':
      return atoms.hetero.slice();
    case 'hydrogen':
      return Uint8Array.from(atoms.element, (element) => Number(isHydrogen(element)));
    case 'water':
      return residueMask(model, (residue) => WATERS.has(residue.name));
  }
}

function residueMask({ atoms, residues }: Model, isSelected: (residue: Residue) => boolean): Uint8Array {
  const selected = Uint8Array.from(residues, (residue) => Number(isSelected(residue)));
  return Uint8Array.from(atoms.residue, (residue) => selected[residue]);
}

function wholeResidues({ atoms, residues }: Model, mask: Uint8Array): Uint8Array {
  const selected = new Uint8Array(residues.length);
  mask.forEach((isSelected, iSeq) => (selected[atoms.residue[iSeq]] |= isSelected));
  return Uint8Array.from(atoms.residue, (residue) => selected[residue]);
}

function within({ sitesCart }: Model, distance: number, mask: Uint8Array): Uint8Array {
  const iSeqs: number[] = [];
  mask.forEach((isSelected, iSeq) => isSelected && iSeqs.push(iSeq));
  const tree = new SiteTree(sitesCart, iSeqs);
  return mask.map((isSelected, i) => {
    if (isSelected) return 1;
    return Number(tree.isNear(sitesCart[3 * i], sitesCart[3 * i + 1], sitesCart[3 * i + 2], distance));
  });
}

function joined(
  model: Model,
  parts: readonly Selection[],
  join: (a: number, b: number) => number,
): Uint8Array {
  const [first, ...others] = parts;
  const mask = maskOf(model, first);
  for (const part of others) {
    const other = maskOf(model, part);
    for (let i = 0; i < mask.length; i++) mask[i] = join(mask[i], other[i]);
  }
  return mask;
}
