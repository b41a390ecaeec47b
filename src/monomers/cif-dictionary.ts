import { atomAliases } from './aliases.js';
import { readComponents, readEnergyTypes, type CompRecord } from './ccp4-components.js';
import { readLinks, readModifications } from './ccp4-modifications.js';
import type { ChemComp, DictionaryLayer } from './chem-comp.js';
import type { CifBlock } from './cif.js';
import { createModification } from './modification.js';

/**
 * A dictionary of what the blocks of a file hold: components, modifications, links, energy types.
 *
 * @param name what people are told of it
 * @throws GeominError `DICTIONARY` with file and line, where something is broken
 */
export function cifDictionary(blocks: readonly CifBlock[], name: string): DictionaryLayer {
  const comps = byId(readComponents(blocks).map((record) => compOf(record, name)));
  const modifications = byId(readModifications(blocks).map(createModification));
  const links = byId(readLinks(blocks).map((link) => ({ ...link, origin: name })));
  const energyTypes = readEnergyTypes(blocks);
  const listed = [...links.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    name,
    has: (id) => comps.has(id),
    comp: (id) => comps.get(id),
    modification: (id) => modifications.get(id),
    link: (id) => links.get(id),
    links: () => listed,
    energyType: (type) => energyTypes.get(type),
  };
}

/** A component as its file states it, with all names that its atoms go by. */
export function compOf(record: CompRecord, origin: string): ChemComp {
  return { ...record, aliases: atomAliases(record), origin };
}

function byId<T extends { readonly id: string }>(items: readonly T[]): Map<string, T> {
  return new Map(items.map((item) => [item.id, item]));
}
