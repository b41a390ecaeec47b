import type { Link, LinkAtom } from '../monomers/chem-comp.js';
import type { IdealGeometry } from './chiral-volume.js';
import { compGeometry, type PreparedComp } from './prepared-comp.js';
import { compileTemplate, type RestraintTemplate } from './template.js';

/** A link between two prepared components. Its template's slots are the atoms of `first`, then those of `second`. */
export interface PreparedLink {
  /** Slots of the first component that the link speaks of, -1 for atoms that the component lacks. */
  readonly first: readonly number[];
  readonly second: readonly number[];
  readonly template: RestraintTemplate;
}

/** Prepares each combination of link and two components once, for as long as they are there. */
export class LinkPreparation {
  static readonly shared = new LinkPreparation();
  private readonly prepared = new WeakMap<Link, ByComps>();
  private readonly sources = new WeakMap<Link, LinkSource>();

  prepare(link: Link, first: PreparedComp, second: PreparedComp): PreparedLink {
    const byFirst = entry(this.prepared, link, (): ByComps => new WeakMap());
    const bySecond = entry(byFirst, first, (): WeakMap<PreparedComp, PreparedLink> => new WeakMap());
    return entry(bySecond, second, () => {
      const source = entry(this.sources, link, () => new LinkSource(link));
      return source.prepare(first, second);
    });
  }
}

type ByComps = WeakMap<PreparedComp, WeakMap<PreparedComp, PreparedLink>>;

function entry<K extends object, V>(map: WeakMap<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}

/** What a link states, and the atoms that it speaks of. */
class LinkSource {
  private readonly source: Link;
  /** Names of atoms on each side. */
  private readonly names: readonly [readonly string[], readonly string[]];
  private readonly slots: ReadonlyMap<string, number>;
  /** For a link without chiral centres, whose ideal volumes depend on the components. */
  private readonly shared?: RestraintTemplate;

  constructor(link: Link) {
    this.source = { ...link, torsions: link.torsions.filter(({ id }) => !FREE_TORSIONS.has(id)) };
    const { bonds, angles, torsions, chiralities, planes } = this.source;
    const atoms = [bonds, angles, torsions, chiralities, planes].flatMap((restraints) =>
      restraints.flatMap((restraint) => restraint.atoms),
    );
    const namesOf = (side: 1 | 2): string[] => [
      ...new Set(atoms.filter((atom) => atom.side === side).map(({ name }) => name)),
    ];
    this.names = [namesOf(1), namesOf(2)];
    const keys = this.names.flatMap((names, i) =>
      names.map((name) => slotKey({ side: i === 0 ? 1 : 2, name })),
    );
    this.slots = new Map(keys.map((key, slot) => [key, slot]));
    if (chiralities.length === 0) this.shared = this.compile(NO_GEOMETRY);
  }

  prepare(first: PreparedComp, second: PreparedComp): PreparedLink {
    const template = this.shared ?? this.compile(linkGeometry(this.source, first, second));
    const [firstNames, secondNames] = this.names;
    return { first: slotsIn(first, firstNames), second: slotsIn(second, secondNames), template };
  }

  private compile(geometry: IdealGeometry<LinkAtom>): RestraintTemplate {
    return compileTemplate(this.source, (atom) => this.slots.get(slotKey(atom)) ?? -1, geometry);
  }
}

function slotKey({ side, name }: LinkAtom): string {
  return `${side} ${name}`;
}

function slotsIn({ slots }: PreparedComp, names: readonly string[]): number[] {
  return names.map((name) => slots.get(name) ?? -1);
}

const NO_GEOMETRY: IdealGeometry<LinkAtom> = { distance: () => undefined, angle: () => undefined };

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
