import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { GeominError } from '../errors.js';
import { atomAliases } from './aliases.js';
import type { CompRecord } from './ccp4-components.js';
import type { DictionaryLayer, EnergyType, Link } from './chem-comp.js';
import { createModification } from './modification.js';
import type { ModificationRecord } from './modification-record.js';
import {
  COMPONENT_COLUMNS,
  ENERGY_TYPE_COLUMNS,
  MODIFICATION_COLUMNS,
  unpack,
  unpackRow,
} from './packing.js';

/**
 * The dictionary that comes with the package: amino acids, nucleotides, water, common ions and buffers, with the
 * links and modifications of polymers. Made from the CCP4 monomer library, see data/monomers/README.md. Files are
 * read and records unpacked when they are first asked for.
 *
 * @throws GeominError `DICTIONARY`, when first used, if the package lacks its data files
 */
export function builtInDictionary(): DictionaryLayer {
  builtIn ??= openBuiltIn();
  return builtIn;
}

let builtIn: DictionaryLayer | undefined;

type Packed = Readonly<Record<string, unknown>>;

function openBuiltIn(): DictionaryLayer {
  const components = dataFile<Packed>('components.json');
  const modifications = dataFile<Packed>('modifications.json');
  const links = dataFile<Link>('links.json');
  const energyTypes = dataFile<readonly unknown[]>('energy-types.json');
  return {
    name: 'the built-in dictionary',
    has: (id) => Object.hasOwn(components(), id),
    comp: onceEach(components, (packed) => {
      const record = unpack<CompRecord>(packed, COMPONENT_COLUMNS);
      return { ...record, aliases: atomAliases(record) };
    }),
    modification: onceEach(modifications, (packed) =>
      createModification(unpack<ModificationRecord>(packed, MODIFICATION_COLUMNS)),
    ),
    link: onceEach(links, (link) => link),
    links: () => Object.values(links()),
    energyType: onceEach(energyTypes, (row) => energyType(unpackRow(row, ENERGY_TYPE_COLUMNS))),
  };
}

/** Radii that the library lacks are left out of the data, and NaN here. */
function energyType(stated: Partial<EnergyType>): EnergyType {
  return { hydrogenBond: 'N', vdwRadius: NaN, vdwhRadius: NaN, ionRadius: NaN, ...stated };
}

/** Looks ids up in a file's records, making each object once. */
function onceEach<P, T>(
  records: () => Readonly<Record<string, P>>,
  make: (packed: P) => T,
): (id: string) => T | undefined {
  const made = new Map<string, T>();
  return (id) => {
    if (!made.has(id) && Object.hasOwn(records(), id)) made.set(id, make(records()[id]));
    return made.get(id);
  };
}

/** The records of a file in data/monomers, read on the first call. */
function dataFile<P>(name: string): () => Readonly<Record<string, P>> {
  let records: Readonly<Record<string, P>> | undefined;
  return () => (records ??= readDataFile<P>(name));
}

function readDataFile<P>(name: string): Readonly<Record<string, P>> {
  const path = fileURLToPath(new URL(`../../data/monomers/${name}`, import.meta.url));
  try {
    const content = JSON.parse(readFileSync(path, 'utf8')) as {
      readonly records: Readonly<Record<string, P>>;
    };
    return content.records;
  } catch (cause) {
    const remedy = 'Install geomin again: its data folder is incomplete.';
    throw new GeominError('DICTIONARY', `cannot read the built-in dictionary ${path}`, remedy, { cause });
  }
}
