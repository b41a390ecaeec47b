import type { Link, LinkAtom } from '../monomers/chem-comp.js';
import type { IdealGeometry } from './chiral-volume.js';
import { compGeometry, type PreparedComp } from './prepared-comp.js';
import { compileTemplate, type RestraintTemplate } from './template.js';

/** A link between two prepared components. Its template's slots are the atoms of `first`, then those of `second`. */
export interface PreparedLink {
  /** Slots of the first component that the link speaks of. */
  readonly first: readonly number[];
  readonly second: readonly number[];
  readonly template: RestraintTemplate;
}

/** Prepares each combination of link and two components once. */
export class LinkPreparation {
  private readonly prepared = new Map<Link, Map<PreparedComp, Map<PreparedComp, PreparedLink>>>();

  prepare(link: Link, first: PreparedComp, second: PreparedComp): PreparedLink {
    const byFirst = entry(
      this.prepared,
      link,
      () => new Map<PreparedComp, Map<PreparedComp, PreparedLink>>(),
    );
    const bySecond = entry(byFirst, first, () => new Map<PreparedComp, PreparedLink>());
    return entry(bySecond, second, () => prepareLink(link, first, second));
  }
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}

function prepareLink(link: Link, first: PreparedComp, second: PreparedComp): PreparedLink {
  const source = { ...link, torsions: link.torsions.filter(({ id }) => !FREE_TORSIONS.has(id)) };
  const named = [
    ...source.bonds,
    ...source.angles,
    ...source.torsions,
    ...source.chiralities,
    ...source.planes,
  ];
  const namesOf = (side: 1 | 2): string[] => [
    ...new Set(
      named.flatMap(({ atoms }) => atoms.filter((atom) => atom.side === side).map(({ name }) => name)),
    ),
  ];
  const firstNames = namesOf(1).filter((name) => first.slots.has(name));
  const secondNames = namesOf(2).filter((name) => second.slots.has(name));
  const slotOf = ({ side, name }: LinkAtom): number => {
    const place = (side === 1 ? firstNames : secondNames).indexOf(name);
    return side === 1 || place < 0 ? place : firstNames.length + place;
  };
  return {
    first: firstNames.map((name) => first.slots.get(name)!),
    second: secondNames.map((name) => second.slots.get(name)!),
    template: compileTemplate(source, slotOf, linkGeometry(link, first, second)),
  };
}

/** The backbone's own degrees of freedom: the library states values, no program restrains to them. */
const FREE_TORSIONS = new Set(['phi', 'psi']);

/** Lengths and angles of a link, and of the components on its two sides. */
function linkGeometry(link: Link, first: PreparedComp, second: PreparedComp): IdealGeometry<LinkAtom> {
  const same = (a: LinkAtom, b: LinkAtom): boolean => a.side === b.side && a.name === b.name;
  const joins = (atoms: readonly LinkAtom[], a: LinkAtom, b: LinkAtom): boolean =>
    atoms.some((atom) => same(atom, a)) && atoms.some((atom) => same(atom, b));
  const sides = { 1: compGeometry(first.comp), 2: compGeometry(second.comp) };
  return {
    distance: (a, b) =>
      a.side === b.side
        ? sides[a.side].distance(a.name, b.name)
        : link.bonds.find(({ atoms }) => joins(atoms, a, b))?.ideal,
    angle: (a, vertex, b) =>
      a.side === b.side && a.side === vertex.side
        ? sides[a.side].angle(a.name, vertex.name, b.name)
        : link.angles.find(({ atoms }) => same(atoms[1], vertex) && joins(atoms, a, b))?.ideal,
  };
}
