import { readFileSync } from 'node:fs';
import { isMap, isPair, isScalar, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import type { z } from 'zod';
import { GeominError } from '../errors.js';
import { fileError } from '../model/file-errors.js';
import { EDIT_SECTIONS, type EditFields, type EditSection } from './edits-schema.js';
import type { Edit, Edits } from './edits.js';
import { nearestWord } from './nearest-word.js';

type Path = readonly (string | number)[];

const FORMAT = 'docs/edits.md describes the format.';

/**
 * Reads restraints of a user's own from YAML or JSON; docs/edits.md describes the format.
 *
 * @throws GeominError `FILE` where it cannot be read, `ARGUMENT` with its line where it is not as it should be
 */
export function readEdits(path: string): Edits {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw fileError(path, 'read', cause);
  }
  return parseEdits(text, path);
}

/**
 * The same from its text.
 *
 * @param name what messages call it
 * @throws GeominError `ARGUMENT` with its line where it is not as it should be
 */
export function parseEdits(text: string, name = 'edits'): Edits {
  return new EditsFile(text, name).read();
}

/** A file's text, and where in it things are. */
class EditsFile {
  readonly #lines = new LineCounter();
  readonly #document: Document.Parsed;

  constructor(
    text: string,
    private readonly name: string,
  ) {
    this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false });
    const [fault] = [...this.#document.errors, ...this.#document.warnings];
    if (fault) throw this.#error(this.#lines.linePos(fault.pos[0]).line, fault.message);
  }

  read(): Edits {
    const sections = this.#content();
    if (typeof sections !== 'object' || sections === null || Array.isArray(sections))
      throw this.#error(1, `must have sections: ${Object.keys(EDIT_SECTIONS).join(', ')}`);
    const edits = Object.entries(sections).flatMap(([key, entries]) => this.#section(key, entries));
    return { name: this.name, edits };
  }

  /** As plain values; what stands for too much, by aliases of aliases, is refused. */
  #content(): unknown {
    try {
      return this.#document.toJS();
    } catch (cause) {
      throw this.#error(1, cause instanceof Error ? cause.message : String(cause));
    }
  }

  #section(key: string, entries: unknown): Edit[] {
    const section = Object.hasOwn(EDIT_SECTIONS, key) ? EDIT_SECTIONS[key] : undefined;
    if (section === undefined) {
      const known = Object.keys(EDIT_SECTIONS);
      throw this.#error(this.#lineOf([key], true), unknownKey(key, 'is no section', known));
    }
    // A section that is there but empty, as when all of it is commented out.
    if (entries === null) return [];
    if (!Array.isArray(entries))
      throw this.#error(
        this.#lineOf([key], true),
        `${key} must be a list: begin each of its entries with "-"`,
      );
    return entries.map((entry, k) => this.#edit(section, [key, k], entry));
  }

  #edit(section: EditSection, path: Path, entry: unknown): Edit {
    const parsed = section.schema.safeParse(entry);
    if (!parsed.success) throw this.#issueError(section, path, parsed.error.issues[0]);
    const { both_signs, alt_ideals, ...fields } = parsed.data as EditFields & { planes?: string[] };
    const { planes, atoms, ...values } = fields;
    return {
      ...values,
      ...(both_signs !== undefined && { bothSigns: both_signs }),
      ...(alt_ideals !== undefined && { alternatives: alt_ideals }),
      term: section.term,
      ...(section.covalent !== undefined && { covalent: section.covalent }),
      atoms: planes ?? atoms,
      place: `${this.name}:${this.#lineOf(path)}`,
    };
  }

  #issueError(section: EditSection, path: Path, issue: z.core.$ZodIssue): GeominError {
    if (issue.code === 'unrecognized_keys') {
      const [key] = issue.keys;
      return this.#error(
        this.#lineOf([...path, key], true),
        unknownKey(key, `is no key of ${section.noun}`, section.keys),
      );
    }
    const within = issue.path.filter((part) => typeof part !== 'symbol');
    const places = within.map((part) => (typeof part === 'number' ? `#${part + 1}` : part));
    const what = places.length > 0 ? places.join(' ') : section.noun;
    return this.#error(this.#lineOf([...path, ...within]), `${what} ${issue.message}`);
  }

  /** Of what is at a path, or of the last thing on the way there. */
  #lineOf(path: Path, ofKey = false): number {
    for (let depth = path.length; depth > 0; depth--) {
      const node = ofKey && depth === path.length ? this.#keyAt(path) : this.#nodeAt(path.slice(0, depth));
      if (node?.range) return this.#lines.linePos(node.range[0]).line;
    }
    return 1;
  }

  #nodeAt(path: Path): Node | undefined {
    return this.#document.getIn(path, true) as Node | undefined;
  }

  #keyAt(path: Path): Node | undefined {
    const holder = path.length === 1 ? this.#document.contents : this.#nodeAt(path.slice(0, -1));
    if (!isMap(holder)) return undefined;
    const pair = holder.items.find(({ key }) => isScalar(key) && String(key.value) === path.at(-1));
    return isPair(pair) ? (pair.key as Node) : undefined;
  }

  #error(line: number, message: string): GeominError {
    return new GeominError('ARGUMENT', `${this.name}:${line}: ${message}`, FORMAT);
  }
}

function unknownKey(key: string, what: string, known: readonly string[]): string {
  const nearest = nearestWord(key, known);
  const advice = nearest === undefined ? `there are ${known.join(', ')}` : `did you mean "${nearest}"?`;
  return `"${key}" ${what}; ${advice}`;
}
