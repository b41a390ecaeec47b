import { isHydrogen } from '../model/element.js';
import type { ChemComp, CompTorsion, Dictionary, EnergyType, Modification } from '../monomers/chem-comp.js';
import { guessEnergyType } from '../monomers/guess-energy-type.js';
import type { IdealGeometry } from './chiral-volume.js';
import { compileTemplate, type RestraintTemplate } from './template.js';

/** A component with the modifications that its links ask for, ready to be laid on residues. */
export interface PreparedComp {
  readonly comp: ChemComp;
  /** Slot of each atom name: its place in `comp.atoms`. */
  readonly slots: ReadonlyMap<string, number>;
  readonly template: RestraintTemplate;
  /** For each slot; undefined where the dictionary does not know the type. */
  readonly energyTypes: readonly (EnergyType | undefined)[];
}

/** Prepares each combination of component and modifications once. */
export class CompPreparation {
  private static readonly known = new WeakMap<Dictionary, CompPreparation>();
  private readonly prepared = new WeakMap<ChemComp, Map<string, PreparedComp>>();

  /** The one of a dictionary: who restrains many models prepares the components that they share once. */
  static of(dictionary: Dictionary): CompPreparation {
    let preparation = CompPreparation.known.get(dictionary);
    if (!preparation) CompPreparation.known.set(dictionary, (preparation = new CompPreparation(dictionary)));
    return preparation;
  }

  constructor(private readonly dictionary: Dictionary) {}

  prepare(comp: ChemComp, modifications: readonly Modification[]): PreparedComp {
    let variants = this.prepared.get(comp);
    if (!variants) this.prepared.set(comp, (variants = new Map<string, PreparedComp>()));
    const key = modifications.map(({ id }) => id).join(' ');
    let result = variants.get(key);
    if (!result) variants.set(key, (result = this.prepareAnew(comp, modifications)));
    return result;
  }

  private prepareAnew(free: ChemComp, modifications: readonly Modification[]): PreparedComp {
    const changed = modifications.reduce((comp, modification) => modification.apply(comp), free);
    const comp = { ...changed, torsions: [...changed.torsions, ...torsionsToKeep(free, changed)] };
    const slots = new Map(comp.atoms.map(({ name }, slot) => [name, slot]));
    return {
      comp,
      slots,
      template: compileTemplate(comp, (name) => slots.get(name) ?? -1, compGeometry(comp)),
      energyTypes: comp.atoms.map(
        (atom) =>
          this.dictionary.energyType(atom.energyType) ??
          this.dictionary.energyType(guessEnergyType(comp, atom)),
      ),
    };
  }
}

/**
 * Torsions between heavy atoms that outlive their deletion: the library's DEL-OXT strikes out O-C-CA-N, whose atoms all
 * stay. gemmi 0.5.7 and cctbx both keep it, and so does this, so that energies can be compared. Those that end in a hydrogen
 * (of an NH3+ that is none any more) go.
 */
function torsionsToKeep(free: ChemComp, changed: ChemComp): CompTorsion[] {
  const heavy = new Set(changed.atoms.filter(({ element }) => !isHydrogen(element)).map(({ name }) => name));
  const known = new Set(changed.torsions.map(torsionKey));
  return free.torsions.filter(
    (torsion) => torsion.atoms.every((name) => heavy.has(name)) && !known.has(torsionKey(torsion)),
  );
}

/** The same from either end. */
function torsionKey({ atoms }: CompTorsion): string {
  return atoms[0] < atoms[3] ? atoms.join(' ') : [...atoms].reverse().join(' ');
}

/** Lengths and angles of one component, by atom name. */
export function compGeometry(comp: Pick<ChemComp, 'bonds' | 'angles'>): IdealGeometry<string> {
  return {
    distance: (a, b) => comp.bonds.find(({ atoms }) => atoms.includes(a) && atoms.includes(b))?.ideal,
    angle: (a, vertex, b) =>
      comp.angles.find(({ atoms }) => atoms[1] === vertex && atoms.includes(a) && atoms.includes(b))?.ideal,
  };
}
