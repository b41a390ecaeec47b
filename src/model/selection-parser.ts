import type { GeominError } from '../errors.js';
import { selectionError } from './selection-error.js';
import { selectionTokens, type Token } from './selection-tokens.js';
import {
  CLASSES,
  KEYWORDS,
  TEXT_FIELDS,
  type AtomClass,
  type ResidueRange,
  type Selection,
  type TextField,
} from './selection-tree.js';
import { isReversed, parseResidueRange } from './selection-values.js';

/** Parentheses and prefixes within one another; more are no selection but an attack on the stack. */
const DEEPEST = 200;
const DISTANCE = /^(?:\d+\.?\d*|\.\d+)$/;

/**
 * Understands a selection; docs/selections.md describes the language.
 *
 * @throws GeominError `ARGUMENT` naming the column at which it cannot be understood, and what would do there
 */
export function parseSelection(text: string): Selection {
  return new SelectionParser(text).parse();
}

/** By recursive descent: `or` of `and` of prefixes of what is in parentheses, or a field and its values. */
class SelectionParser {
  private readonly tokens: readonly Token[];
  private position = 0;
  private depth = 0;

  constructor(private readonly text: string) {
    this.tokens = selectionTokens(text);
  }

  parse(): Selection {
    const selection = this.parseAny();
    if (this.next.kind === ')') throw this.fault('there is no parenthesis to close', 'Take it out.');
    if (this.next.kind !== 'end') throw this.unjoined();
    return selection;
  }

  private parseAny(): Selection {
    return this.parseJoined('or', () => this.parseJoined('and', () => this.parsePrefixed()));
  }

  private parseJoined(kind: 'and' | 'or', parsePart: () => Selection): Selection {
    const parts = [parsePart()];
    while (this.takeWord(kind)) parts.push(parsePart());
    return parts.length === 1 ? parts[0] : { kind, parts };
  }

  private parsePrefixed(): Selection {
    if (++this.depth > DEEPEST) throw this.fault('too many levels', `At most ${DEEPEST} fit in one another.`);
    const selection = this.parseOne();
    this.depth--;
    return selection;
  }

  private parseOne(): Selection {
    const token = this.next;
    if (token.kind === '(') return this.parseParenthesis();
    if (token.kind !== 'word') throw this.nothingToSelect();
    this.position++;
    if (token.text === 'not' || token.text === 'byres') return { kind: token.text, of: this.parsePrefixed() };
    if (token.text === 'within') return this.parseWithin();
    if (token.text === 'residue') return this.parseResidue(token);
    if (isOneOf(CLASSES, token.text)) return { kind: 'class', name: token.text as AtomClass };
    if (isOneOf(TEXT_FIELDS, token.text)) return this.parseText(token, token.text as TextField);
    this.position--;
    throw this.nothingToSelect();
  }

  private parseParenthesis(): Selection {
    const { column } = this.take();
    const selection = this.parseAny();
    if (this.next.kind === ')') {
      this.position++;
      return selection;
    }
    if (this.next.kind !== 'end') throw this.unjoined();
    throw selectionError(this.text, column, 'this parenthesis is not closed', 'Put a ) where it ends.');
  }

  private parseWithin(): Selection {
    const distance = Number(DISTANCE.test(this.next.text) ? this.next.text : NaN);
    if (!Number.isFinite(distance)) {
      throw this.fault('within needs a distance in Å', 'Write it as in: within 5 of resname HEM');
    }
    this.position++;
    if (!this.takeWord('of')) {
      throw this.fault('"of" is missing', 'Write it as in: within 5 of resname HEM');
    }
    return { kind: 'within', distance, of: this.parsePrefixed() };
  }

  private parseText(start: Token, field: TextField): Selection {
    const patterns = this.values(field).map(({ text, kind }) => ({
      // Models have elements in capitals, whatever their files have.
      text: field === 'element' ? text.toUpperCase() : text,
      literal: kind === 'quoted',
    }));
    return { kind: 'text', field, patterns, source: this.sourceFrom(start) };
  }

  private parseResidue(start: Token): Selection {
    const ranges = this.values('residue').map((token) => this.residueRange(token));
    return { kind: 'residue', ranges, source: this.sourceFrom(start) };
  }

  private residueRange({ text, column }: Token): ResidueRange {
    const range = parseResidueRange(text);
    if (!range) {
      const message = `"${text}" is no residue number and no range of them`;
      throw selectionError(this.text, column, message, 'Write them as in: residue 12 52A -3:8 100:');
    }
    if (!isReversed(range)) return range;
    const remedy = `Write ${text.split(':').reverse().join(':')}.`;
    throw selectionError(this.text, column, `the range ${text} ends before it begins`, remedy);
  }

  /** The values behind a field, up to a word of the language, a parenthesis or the end. */
  private values(field: string): Token[] {
    const begin = this.position;
    while (this.next.kind === 'quoted' || this.isPlainWord()) this.position++;
    if (this.position > begin) return this.tokens.slice(begin, this.position);
    const { kind, text } = this.next;
    const remedy = kind === 'word' ? `If "${text}" is the value, put it in double quotes.` : '';
    throw this.fault(`${field} needs a value`, remedy || `Write it as in: ${EXAMPLES[field]}`);
  }

  private isPlainWord(): boolean {
    return this.next.kind === 'word' && !KEYWORDS.has(this.next.text);
  }

  private takeWord(word: string): boolean {
    const isThere = this.next.kind === 'word' && this.next.text === word;
    if (isThere) this.position++;
    return isThere;
  }

  private take(): Token {
    return this.tokens[this.position++];
  }

  private get next(): Token {
    return this.tokens[this.position];
  }

  private sourceFrom(start: Token): string {
    return this.text.slice(start.column - 1, this.tokens[this.position - 1].end);
  }

  private unjoined(): GeominError {
    const remedy =
      'Put "and" or "or" before it (in small letters), or double quotes around it to make it a value.';
    return this.fault(`nothing joins "${this.next.text}" to what is before it`, remedy);
  }

  private nothingToSelect(): GeominError {
    const { kind, text } = this.next;
    const found = kind === 'end' ? 'the selection ends here' : `"${text}" selects nothing`;
    return this.fault(found, `What can stand here: ${[...KEYWORDS].filter(canBegin).join(', ')}, (`);
  }

  private fault(message: string, remedy: string): GeominError {
    return selectionError(this.text, this.next.column, message, remedy);
  }
}

const EXAMPLES: Readonly<Record<string, string>> = {
  chain: 'chain A B',
  segment: 'segment PROA',
  resname: 'resname HEM',
  icode: 'icode A',
  name: 'name CA C*',
  element: 'element FE ZN',
  altloc: 'altloc A ""',
  residue: 'residue 10:20',
};

function canBegin(word: string): boolean {
  return word !== 'and' && word !== 'or' && word !== 'of';
}

function isOneOf(words: readonly string[], word: string): boolean {
  return words.includes(word);
}
