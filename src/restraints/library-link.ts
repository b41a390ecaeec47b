import type { ChemComp, Dictionary, Link, LinkSide } from '../monomers/chem-comp.js';
import type { NamedModel } from './named-model.js';
import { linkOfPair, type AtomPair, type ResidueLink } from './residue-link.js';

/**
 * The library's link that bonds two given atoms, such as zinc to a cysteine's sulfur. A link made for a component is
 * preferred to one made for its group.
 *
 * @returns undefined where there is none
 */
export function libraryLink(
  named: NamedModel,
  dictionary: Dictionary,
  [i, j]: AtomPair,
): ResidueLink | undefined {
  const directions: AtomPair[] = [
    [i, j],
    [j, i],
  ];
  const found = directions.flatMap((pair) =>
    dictionary
      .links()
      .filter((link) => fits(named, pair, link))
      .map((link) => ({ pair, link })),
  );
  const best = found.sort((a, b) => componentsNamed(b.link) - componentsNamed(a.link))[0];
  return best && linkOfPair(named, best.pair, best.link);
}

function fits({ model, comps, atomNames }: NamedModel, pair: AtomPair, { bonds, sides }: Link): boolean {
  const bonded = bonds.some(({ atoms: [a, b] }) => {
    const names = a.side === 1 ? [a.name, b.name] : [b.name, a.name];
    return names.every((name, end) => name === atomNames[pair[end]]);
  });
  return bonded && sides.every((side, end) => fitsSide(comps[model.atoms.residue[pair[end]]], side));
}

function fitsSide(comp: ChemComp | undefined, side: LinkSide): boolean {
  if (!comp) return false;
  return side.comp === '' ? fitsGroup(comp.group, side.group) : side.comp === comp.id;
}

/** `peptide` takes in proline's group and that of N-methylated residues, `DNA/RNA` either. */
function fitsGroup(group: string, wanted: string): boolean {
  if (wanted === 'peptide') return group.endsWith('peptide');
  if (wanted === 'DNA/RNA') return group === 'DNA' || group === 'RNA';
  return wanted === '' || wanted === group;
}

function componentsNamed({ sides }: Link): number {
  return sides.filter(({ comp }) => comp !== '').length;
}
