import { covalentRadius } from './covalent-radii.js';

/** A length and how far it may be off, Å. */
export interface BondLength {
  readonly ideal: number;
  readonly esd: number;
  /** Where the figures come from. */
  readonly source: string;
}

/** What a donor atom belongs to. */
export type DonorClass =
  'water' | 'carboxylate' | 'carbonyl' | 'hydroxyl' | 'phenol' | 'imidazole' | 'thiolate';

/**
 * Distances from metals to donor atoms and their standard deviations, Å. For nine metals those of Harding (2006), Acta
 * Cryst. D62, 678, table of target distances from atomic-resolution proteins and the CSD; she gives hydroxyl groups a value
 * between water and carboxylate, and phenolate 0.1 Å less than carboxylate. Nickel: Zheng et al. (2008), J. Inorg. Biochem.
 * 102, 1765.
 */
const DISTANCES: Readonly<Record<string, Partial<Record<DonorClass, readonly [number, number]>>>> = {
  NA: {
    water: [2.41, 0.1],
    carboxylate: [2.41, 0.1],
    carbonyl: [2.38, 0.1],
    hydroxyl: [2.41, 0.1],
    phenol: [2.31, 0.1],
  },
  MG: {
    water: [2.07, 0.05],
    carboxylate: [2.07, 0.05],
    carbonyl: [2.26, 0.2],
    hydroxyl: [2.07, 0.1],
    phenol: [1.97, 0.05],
  },
  K: {
    water: [2.81, 0.2],
    carboxylate: [2.82, 0.2],
    carbonyl: [2.74, 0.2],
    hydroxyl: [2.815, 0.2],
    phenol: [2.72, 0.2],
  },
  CA: {
    water: [2.39, 0.1],
    carboxylate: [2.36, 0.1],
    carbonyl: [2.36, 0.1],
    hydroxyl: [2.375, 0.1],
    phenol: [2.26, 0.1],
  },
  MN: {
    water: [2.19, 0.05],
    carboxylate: [2.15, 0.05],
    carbonyl: [2.19, 0.2],
    hydroxyl: [2.17, 0.05],
    phenol: [2.05, 0.05],
    imidazole: [2.21, 0.1],
    thiolate: [2.35, 0.2],
  },
  FE: {
    water: [2.09, 0.1],
    carboxylate: [2.04, 0.1],
    carbonyl: [2.04, 0.2],
    hydroxyl: [2.065, 0.1],
    phenol: [1.94, 0.1],
    imidazole: [2.16, 0.2],
    thiolate: [2.3, 0.05],
  },
  CO: {
    water: [2.09, 0.1],
    carboxylate: [2.05, 0.05],
    carbonyl: [2.08, 0.2],
    hydroxyl: [2.07, 0.1],
    phenol: [1.95, 0.05],
    imidazole: [2.14, 0.1],
    thiolate: [2.25, 0.2],
  },
  CU: {
    water: [2.13, 0.2],
    carboxylate: [1.99, 0.2],
    carbonyl: [2.04, 0.2],
    hydroxyl: [2.06, 0.2],
    phenol: [1.89, 0.2],
    imidazole: [2.02, 0.1],
    thiolate: [2.15, 0.2],
  },
  ZN: {
    water: [2.09, 0.05],
    carboxylate: [1.99, 0.05],
    carbonyl: [2.07, 0.2],
    hydroxyl: [2.04, 0.05],
    phenol: [1.89, 0.05],
    imidazole: [2.03, 0.05],
    thiolate: [2.31, 0.1],
  },
  NI: {
    water: [2.19, 0.21],
    carboxylate: [2.17, 0.22],
    carbonyl: [2.17, 0.22],
    imidazole: [1.99, 0.14],
    thiolate: [2.24, 0.15],
  },
};

/** Å, of distances that are but a sum of radii. */
const GUESSED_ESD = 0.2;

/** Donors of which the survey says nothing (of ligands, nucleotides) go by one that it lists, by their element. */
const TYPICAL: Readonly<Record<string, DonorClass>> = { O: 'carboxylate', N: 'imidazole', S: 'thiolate' };

/**
 * How far a donor atom should be from a metal.
 *
 * @param metal element, upper case
 * @param donor element, upper case
 * @param kind of the donor, where it is one that surveys list
 */
export function metalDistance(metal: string, donor: string, kind?: DonorClass): BondLength {
  const row = DISTANCES[metal] ?? {};
  const figures = (kind && row[kind]) ?? row[TYPICAL[donor]];
  if (figures) {
    const source = metal === 'NI' ? 'Zheng et al. 2008' : 'Harding 2006';
    return { ideal: figures[0], esd: figures[1], source };
  }
  const ideal = Math.round(100 * (covalentRadius(metal) + covalentRadius(donor))) / 100;
  return { ideal, esd: GUESSED_ESD, source: 'covalent radii' };
}
