import type { Model } from '../../src/model/model.js';
import type { ResiduePlace, Selection } from '../../src/model/selection-tree.js';

/** Whether an atom is selected, asked atom by atom and pair by pair, as the language's description says it. */
export function isSelected(model: Model, selection: Selection, iSeq: number): boolean {
  const { atoms, residues } = model;
  const residue = residues[atoms.residue[iSeq]];
  const everyAtom = Array.from({ length: model.atomCount }, (_, i) => i);
  switch (selection.kind) {
    case 'text': {
      const value = {
        chain: residue.chainId,
        segment: residue.segmentId,
        resname: residue.name,
        icode: residue.insertionCode,
        name: atoms.name[iSeq],
        element: atoms.element[iSeq],
        altloc: atoms.altloc[iSeq],
      }[selection.field];
      return selection.patterns.some(({ text, literal }) =>
        literal ? text === value : toRegExp(text).test(value),
      );
    }
    case 'residue':
      return selection.ranges.some(
        ({ first, last }) =>
          (!first || rank(residue) >= rank(first, '')) && (!last || rank(residue) <= rank(last, 'Z')),
      );
    case 'class':
      return {
        all: true,
        none: false,
        hetero: atoms.hetero[iSeq] === 1,
        water: residue.name === 'HOH',
        hydrogen: ['H', 'D'].includes(atoms.element[iSeq]),
      }[selection.name];
    case 'not':
      return !isSelected(model, selection.of, iSeq);
    case 'byres':
      return residue.iSeqs.some((other) => isSelected(model, selection.of, other));
    case 'within':
      return everyAtom.some(
        (other) =>
          isSelected(model, selection.of, other) && square(model, iSeq, other) <= selection.distance ** 2,
      );
    case 'and':
      return selection.parts.every((part) => isSelected(model, part, iSeq));
    case 'or':
      return selection.parts.some((part) => isSelected(model, part, iSeq));
  }
}

function toRegExp(pattern: string): RegExp {
  const escaped = pattern.replace(/[\\^$.+()|[\]{}]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
}

/** Numbers count first, then insertion codes, of which none is the first. */
function rank({ number, insertionCode }: ResiduePlace, without = ''): number {
  const code = insertionCode ?? without;
  return 100 * number + (code === '' ? 0 : code.charCodeAt(0) - 64);
}

function square({ sitesCart }: Model, i: number, j: number): number {
  const [dx, dy, dz] = [0, 1, 2].map((axis) => sitesCart[3 * i + axis] - sitesCart[3 * j + axis]);
  return dx * dx + dy * dy + dz * dz;
}
