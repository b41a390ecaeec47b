import { selectionError } from './selection-error.js';

/** A word, a quoted text (without its quotes), a parenthesis, or the end of the selection. */
export interface Token {
  readonly kind: 'word' | 'quoted' | '(' | ')' | 'end';
  readonly text: string;
  /** Where it begins in the selection, from 1. */
  readonly column: number;
  /** Where it ends, the offset of what is behind it. */
  readonly end: number;
}

const TOKEN = /\s*(?:(?<parenthesis>[()])|"(?<quoted>(?:[^"\\]|\\.)*)"|(?<word>[^\s()"]+))/suy;

/**
 * Cuts a selection into tokens, the last of which is its end.
 *
 * @throws GeominError `ARGUMENT` at a quote that is not closed
 */
export function selectionTokens(text: string): Token[] {
  const tokens: Token[] = [];
  const trimmed = text.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < trimmed.length) {
    const begin = TOKEN.lastIndex;
    const match = TOKEN.exec(trimmed);
    if (!match) throw openQuote(text, text.indexOf('"', begin) + 1);
    const blanks = match[0].length - match[0].trimStart().length;
    tokens.push({ ...kindAndText(match.groups!), column: begin + blanks + 1, end: TOKEN.lastIndex });
  }
  tokens.push({ kind: 'end', text: '', column: trimmed.length + 1, end: trimmed.length });
  return tokens;
}

function kindAndText({ parenthesis, quoted, word }: Record<string, string | undefined>): {
  kind: Token['kind'];
  text: string;
} {
  if (parenthesis !== undefined) return { kind: parenthesis as '(' | ')', text: parenthesis };
  if (quoted !== undefined) return { kind: 'quoted', text: quoted.replace(/\\(.)/gsu, '$1') };
  return { kind: 'word', text: word! };
}

function openQuote(text: string, column: number) {
  return selectionError(
    text,
    column,
    'the quote is not closed',
    'Put another " behind the value; a quote within it is written \\".',
  );
}
