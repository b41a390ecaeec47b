import type { ChemComp } from './chem-comp.js';
import { hydrogenSuffix, isHydrogenName } from './hydrogen-names.js';

/** Which library atom each atom of a residue is. */
export interface AtomMatch {
  /** As long as the names given: the library's name, undefined where the component has no such atom. */
  readonly names: readonly (string | undefined)[];
  /** Indices of hydrogens whose names say nothing and that were counted off on their parent. */
  readonly counted: readonly number[];
}

/**
 * Finds the library atom for each atom name of a residue. Heavy atoms go by their name or an alias of it; hydrogens,
 * when both fail, take the places left on the atom that their name points at, in the order of their names, if there
 * are places enough. No two different names get one library atom; a name that is given twice (altlocs) means the
 * same atom each time.
 */
export function matchAtoms(comp: ChemComp, atomNames: readonly string[]): AtomMatch {
  const free = new Set(comp.atoms.map((atom) => atom.name));
  const matched = new Map<string, string>();
  const take = (fileName: string, name: string | undefined): void => {
    if (name !== undefined && !matched.has(fileName) && free.delete(name)) matched.set(fileName, name);
  };
  const distinct = new Set(atomNames);
  for (const name of distinct) take(name, name);
  for (const name of distinct) take(name, comp.aliases.get(name));
  const left = [...distinct].filter((name) => !matched.has(name) && isHydrogenName(name));
  const counted = left.length > 0 ? countedHydrogens(comp, left, free) : new Map<string, string>();
  return {
    names: atomNames.map((name) => matched.get(name) ?? counted.get(name)),
    counted: atomNames.flatMap((name, i) => (counted.has(name) ? [i] : [])),
  };
}

/** Deals out hydrogens by parent, where no more are left in the file than in the component. */
function countedHydrogens(comp: ChemComp, names: string[], free: ReadonlySet<string>): Map<string, string> {
  const places = hydrogenPlaces(comp, free);
  const result = new Map<string, string>();
  const byParent = new Map<string, string[]>();
  for (const name of names.sort()) {
    const parent = parentSuffix(name, places);
    if (parent !== undefined) byParent.set(parent, [...(byParent.get(parent) ?? []), name]);
  }
  for (const [parent, members] of byParent) {
    const hydrogens = places.get(parent) ?? [];
    if (members.length <= hydrogens.length) members.forEach((name, i) => result.set(name, hydrogens[i]));
  }
  return result;
}

/** Free hydrogens by what their parent's name says behind its element: `B` for those on CB, `''` on N. */
function hydrogenPlaces(comp: ChemComp, free: ReadonlySet<string>): Map<string, string[]> {
  const elements = new Map(comp.atoms.map((atom) => [atom.name, atom.element]));
  const places = new Map<string, string[]>();
  for (const { atoms } of comp.bonds) {
    for (const [hydrogen, parent] of [atoms, [atoms[1], atoms[0]]]) {
      if (elements.get(hydrogen) !== 'H' || !free.has(hydrogen)) continue;
      const suffix = parent.slice(elements.get(parent)?.length);
      places.set(suffix, [...(places.get(suffix) ?? []), hydrogen].sort());
    }
  }
  return places;
}

/** The longest suffix of a parent that the hydrogen's name begins with. */
function parentSuffix(name: string, places: ReadonlyMap<string, readonly string[]>): string | undefined {
  const suffix = hydrogenSuffix(name);
  const fitting = [...places.keys()].filter((parent) => suffix.startsWith(parent));
  return fitting.sort((a, b) => b.length - a.length)[0];
}
