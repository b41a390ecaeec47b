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
 * are places enough. Two names get one library atom only if they never stand together in a conformer, such as H and D
 * of an exchanged hydrogen; one name given twice means the same atom each time.
 *
 * @param altlocs of each atom, `''` where it has none; without them all atoms stand together
 */
export function matchAtoms(
  comp: ChemComp,
  atomNames: readonly string[],
  altlocs: readonly string[] = [],
): AtomMatch {
  const conformers = conformersByName(atomNames, altlocs);
  const holders = new Map(comp.atoms.map((atom): [string, string[]] => [atom.name, []]));
  const matched = new Map<string, string>();
  const take = (fileName: string, name: string | undefined): void => {
    const others = name === undefined ? undefined : holders.get(name);
    if (name === undefined || !others || matched.has(fileName)) return;
    if (others.some((other) => meet(conformers.get(other), conformers.get(fileName)))) return;
    others.push(fileName);
    matched.set(fileName, name);
  };
  for (const name of conformers.keys()) take(name, name);
  for (const name of conformers.keys()) take(name, comp.aliases.get(name));
  // Hemes of old files: `N A`, where columns spelled out which ring it is of.
  for (const name of conformers.keys()) if (name.includes(' ')) take(name, name.replaceAll(' ', ''));
  const left = [...conformers.keys()].filter((name) => !matched.has(name) && isHydrogenName(name));
  const free = (name: string): boolean => holders.get(name)?.length === 0;
  const counted = left.length > 0 ? countedHydrogens(comp, left, free) : new Map<string, string>();
  return {
    names: atomNames.map((name) => matched.get(name) ?? counted.get(name)),
    counted: atomNames.flatMap((name, i) => (counted.has(name) ? [i] : [])),
  };
}

function conformersByName(
  atomNames: readonly string[],
  altlocs: readonly string[],
): Map<string, Set<string>> {
  const conformers = new Map<string, Set<string>>();
  atomNames.forEach((name, i) => {
    const known = conformers.get(name);
    const altloc = altlocs[i] ?? '';
    if (known) known.add(altloc);
    else conformers.set(name, new Set([altloc]));
  });
  return conformers;
}

/** Whether two names stand together in some conformer; atoms without altloc stand in every one. */
function meet(a: ReadonlySet<string> = new Set(), b: ReadonlySet<string> = new Set()): boolean {
  return a.has('') || b.has('') || [...a].some((altloc) => b.has(altloc));
}

/** Deals out hydrogens by parent, where no more are left in the file than in the component. */
function countedHydrogens(
  comp: ChemComp,
  names: readonly string[],
  free: (name: string) => boolean,
): Map<string, string> {
  const places = hydrogenPlaces(comp, free);
  const result = new Map<string, string>();
  const byParent = new Map<string, string[]>();
  for (const name of [...names].sort()) {
    const parent = parentSuffix(name, places);
    if (parent !== undefined) byParent.set(parent, [...(byParent.get(parent) ?? []), name]);
  }
  for (const [parent, members] of byParent) {
    const hydrogens = places.get(parent) ?? [];
    if (members.length <= hydrogens.length) members.forEach((name, i) => result.set(name, hydrogens[i]));
  }
  return result;
}

/**
 * Free hydrogens by what their parent's name says behind its element: `B` for those on CB, `''` on N. Where two
 * parents share that, as C2' and O2' do, a hydrogen's name does not tell which is meant, and neither is here.
 */
function hydrogenPlaces(comp: ChemComp, free: (name: string) => boolean): Map<string, string[]> {
  const elements = new Map(comp.atoms.map((atom) => [atom.name, atom.element]));
  const byParent = new Map<string, string[]>();
  for (const { atoms } of comp.bonds) {
    for (const [hydrogen, parent] of [atoms, [atoms[1], atoms[0]]]) {
      if (elements.get(hydrogen) === 'H')
        byParent.set(parent, [...(byParent.get(parent) ?? []), hydrogen].sort());
    }
  }
  const suffixes = [...byParent.keys()].map((parent) => parent.slice(elements.get(parent)?.length));
  const unique = (suffix: string): boolean => suffixes.indexOf(suffix) === suffixes.lastIndexOf(suffix);
  const entries = [...byParent.values()].map(
    (hydrogens, i) => [suffixes[i], hydrogens.filter(free)] as const,
  );
  return new Map(entries.filter(([suffix]) => unique(suffix)));
}

/** The longest parent's suffix that the hydrogen's name consists of, but for a number. */
function parentSuffix(name: string, places: ReadonlyMap<string, readonly string[]>): string | undefined {
  const suffix = hydrogenSuffix(name);
  const fitting = [...places.keys()].filter(
    (parent) => suffix.startsWith(parent) && /^\d*$/.test(suffix.slice(parent.length)),
  );
  return fitting.sort((a, b) => b.length - a.length)[0];
}
