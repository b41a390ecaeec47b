import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { GeominError } from '../errors.js';
import { fileError } from '../model/file-errors.js';
import { readComponents, readEnergyTypes } from './ccp4-components.js';
import { readLinks, readModifications } from './ccp4-modifications.js';
import type { ChemComp, DictionaryLayer, EnergyType, Link, Modification } from './chem-comp.js';
import { compOf } from './cif-dictionary.js';
import { parseCif } from './cif.js';
import { LibraryList } from './library-lists.js';
import { createModification } from './modification.js';

/** Lists of links and modifications: of newer libraries, then of older ones. Debian's package has neither. */
const LISTS = ['links_and_mods.cif', join('list', 'mon_lib_list.cif')];

/** Names that Windows keeps for itself: the library has their components in `CON_CON.cif` and so on. */
const RESERVED = new Set(['AUX', 'COM', 'CON', 'LPT', 'NUL', 'PRN']);

/**
 * Opens a folder in the layout of the CCP4 monomer library: `a/ALA.cif`, and, where they are there, `ener_lib.cif` and
 * `links_and_mods.cif` or `list/mon_lib_list.cif`. Files are read when something in them is first asked for; its methods
 * throw GeominError `DICTIONARY` with file and line then, where a file is broken.
 *
 * @throws GeominError `FILE` where there is no such folder, `DICTIONARY` where it is no monomer library
 */
export function openMonomerLibrary(dir: string): DictionaryLayer {
  requireLibrary(dir);
  return new MonomerLibrary(dir).layer();
}

/** Whether a folder looks like a monomer library. */
export function isMonomerLibrary(dir: string): boolean {
  return ['a', 'list', 'ener_lib.cif'].some((name) => existsSync(join(dir, name)));
}

function requireLibrary(dir: string): void {
  try {
    if (statSync(dir).isDirectory() && isMonomerLibrary(dir)) return;
  } catch (cause) {
    throw fileError(dir, 'read', cause);
  }
  throw new GeominError(
    'DICTIONARY',
    `${dir}: this is no monomer library`,
    'Give the folder that holds the folders a, b, c … of components, such as $CLIBD_MON; a single file goes with --restraints.',
  );
}

class MonomerLibrary {
  private readonly comps = new Map<string, ChemComp | undefined>();
  private readonly modifications = new Map<string, Modification | undefined>();
  private readonly name: string;
  private list: LibraryList | undefined;
  private allLinks: ReadonlyMap<string, Link> | undefined;
  private energyTypes: ReadonlyMap<string, EnergyType> | undefined;

  constructor(private readonly dir: string) {
    this.name = `the monomer library ${dir}`;
  }

  layer(): DictionaryLayer {
    return {
      name: this.name,
      has: (id) => this.comps.get(id) !== undefined || existsSync(this.pathOf(id) ?? ''),
      comp: (id) => once(this.comps, id, () => this.readComp(id)),
      modification: (id) => once(this.modifications, id, () => this.readModification(id)),
      link: (id) => this.links().get(id),
      links: () => [...this.links().values()],
      energyType: (type) => this.types().get(type),
    };
  }

  /** Undefined for names that are no file's: those with a slash or dots, as a model may well hold. */
  private pathOf(id: string): string | undefined {
    if (!/^[A-Za-z0-9+_-]+$/.test(id)) return undefined;
    const name = RESERVED.has(id) ? `${id}_${id}` : id;
    return join(this.dir, id[0].toLowerCase(), `${name}.cif`);
  }

  private readComp(id: string): ChemComp | undefined {
    const path = this.pathOf(id);
    if (path === undefined || !existsSync(path)) return undefined;
    const blocks = parseCif(readBytes(path).toString('utf8'), path, { strayWords: true });
    const record = readComponents(blocks).find((found) => found.id === id);
    return record && compOf(record, this.name);
  }

  private readModification(id: string): Modification | undefined {
    const [record] = readModifications(this.lists().blocks([`mod_${id}`]));
    return record && createModification(record);
  }

  private links(): ReadonlyMap<string, Link> {
    if (this.allLinks) return this.allLinks;
    const list = this.lists();
    const links = readLinks(list.blocks(list.names('link_')));
    links.sort((a, b) => (a.id < b.id ? -1 : 1));
    return (this.allLinks = new Map(links.map((link) => [link.id, { ...link, origin: this.name }])));
  }

  private lists(): LibraryList {
    if (this.list) return this.list;
    const path = LISTS.map((name) => join(this.dir, name)).find((candidate) => existsSync(candidate));
    return (this.list = new LibraryList(path ? readBytes(path) : Buffer.alloc(0), path ?? this.dir));
  }

  private types(): ReadonlyMap<string, EnergyType> {
    if (this.energyTypes) return this.energyTypes;
    const path = join(this.dir, 'ener_lib.cif');
    const blocks = existsSync(path) ? parseCif(readBytes(path).toString('utf8'), path) : [];
    return (this.energyTypes = readEnergyTypes(blocks));
  }
}

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw fileError(path, 'read', cause);
  }
}

function once<T>(answers: Map<string, T>, id: string, read: () => T): T {
  if (!answers.has(id)) answers.set(id, read());
  return answers.get(id)!;
}
