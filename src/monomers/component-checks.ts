import type { CompAngle, CompAtom, CompBond, CompChirality, CompTorsion } from './chem-comp.js';
import type { CifRow } from './cif.js';

type Restraint = { readonly atoms: readonly string[] };

/** Reads the restraints of a component and holds them against its atoms and bonds. */
export class ComponentChecks {
  /** What cannot be used, for people. */
  readonly remarks: string[] = [];
  private readonly names: ReadonlySet<string>;
  private readonly bonded = new Set<string>();

  /** @throws GeominError `DICTIONARY` where two atoms have the same name */
  constructor(
    private readonly id: string,
    rows: readonly CifRow[],
    atoms: readonly CompAtom[],
  ) {
    const names = new Set<string>();
    atoms.forEach(({ name }, i) => {
      if (names.has(name)) throw rows[i].error(`${id} has two atoms ${name}`);
      names.add(name);
    });
    this.names = names;
  }

  bonds(rows: readonly CifRow[], read: (row: CifRow) => CompBond): CompBond[] {
    return rows.map((row) => {
      const bond = this.checked(row, 'bond', read(row));
      const key = eitherWay(bond.atoms);
      if (this.bonded.has(key)) throw row.error(`the bond ${bond.atoms.join('-')} stands twice`);
      this.bonded.add(key);
      return bond;
    });
  }

  /** After the bonds. */
  angles(rows: readonly CifRow[], read: (row: CifRow) => CompAngle): CompAngle[] {
    const seen = new Set<string>();
    return rows.map((row) => {
      const angle = this.checked(row, 'angle', read(row));
      const key = eitherWay(angle.atoms);
      if (seen.has(key)) throw row.error(`the angle ${angle.atoms.join('-')} stands twice`);
      seen.add(key);
      this.noteUnbonded('angle', angle);
      return angle;
    });
  }

  /** After the bonds. */
  torsions(rows: readonly CifRow[], read: (row: CifRow) => CompTorsion | undefined): CompTorsion[] {
    return rows.flatMap((row) => {
      const torsion = read(row);
      // A library of 11,000 components has two with a torsion that bites its own tail.
      const closed = torsion !== undefined && new Set<string>(torsion.atoms).size < torsion.atoms.length;
      if (torsion && !closed) return [this.checked(row, 'torsion', torsion)];
      const reason = closed ? 'has an atom twice' : 'has no value';
      this.remarks.push(`torsion ${row.get('id') ?? ''} in line ${row.line} ${reason}`);
      return [];
    });
  }

  chiralities(rows: readonly CifRow[], read: (row: CifRow) => CompChirality | undefined): CompChirality[] {
    return rows.flatMap((row) => {
      const chirality = read(row);
      if (chirality) return [this.checked(row, 'chirality', chirality)];
      const sign = row.text('volume_sign');
      this.remarks.push(
        `the chirality of ${row.text('atom_id_centre')} (${sign}) in line ${row.line} is no volume of three neighbours`,
      );
      return [];
    });
  }

  /** @throws GeominError `DICTIONARY` where the component has no such atom */
  known(row: CifRow, kind: string, name: string): string {
    if (this.names.has(name)) return name;
    throw row.error(`a ${kind} is on ${name}, which is no atom of ${this.id}`);
  }

  private checked<R extends Restraint>(row: CifRow, kind: string, restraint: R): R {
    const { atoms } = restraint;
    for (const name of atoms) this.known(row, kind, name);
    if (new Set(atoms).size === atoms.length) return restraint;
    throw row.error(`the ${kind} ${atoms.join('-')} has an atom twice`);
  }

  /** It is restrained all the same, as other programs do. */
  private noteUnbonded(kind: string, { atoms }: Restraint): void {
    for (let i = 1; i < atoms.length; i++) {
      if (this.bonded.has(eitherWay([atoms[i - 1], atoms[i]]))) continue;
      this.remarks.push(
        `the ${kind} ${atoms.join('-')} is restrained, though ${atoms[i - 1]} and ${atoms[i]} are not bonded`,
      );
      return;
    }
  }
}

/** The same from either end. */
function eitherWay(atoms: readonly string[]): string {
  const last = atoms.length - 1;
  return atoms[0] < atoms[last] ? atoms.join(' ') : [...atoms].reverse().join(' ');
}
