/** What the value of a text field is compared with. */
export interface TextPattern {
  readonly text: string;
  /** Written in quotes: `*` and `?` stand for themselves. */
  readonly literal: boolean;
}

/** A residue number, and an insertion code where one was written: without, those of every code are meant. */
export interface ResiduePlace {
  readonly number: number;
  readonly insertionCode?: string;
}

/** From one residue number to another, both included; open where an end is absent. */
export interface ResidueRange {
  readonly first?: ResiduePlace;
  readonly last?: ResiduePlace;
}

/** Fields whose values are texts, by the words that name them. */
export const TEXT_FIELDS = ['chain', 'segment', 'resname', 'icode', 'name', 'element', 'altloc'] as const;
export type TextField = (typeof TEXT_FIELDS)[number];

/** Words that select by themselves. */
export const CLASSES = ['all', 'none', 'hetero', 'water', 'hydrogen'] as const;
export type AtomClass = (typeof CLASSES)[number];

/** A field and its values, any of which will do, with the text that says so. */
export type FieldSelection =
  | {
      readonly kind: 'text';
      readonly field: TextField;
      readonly patterns: readonly TextPattern[];
      readonly source: string;
    }
  | { readonly kind: 'residue'; readonly ranges: readonly ResidueRange[]; readonly source: string };

/** A selection as it was understood. */
export type Selection =
  | FieldSelection
  | { readonly kind: 'class'; readonly name: AtomClass }
  | { readonly kind: 'not' | 'byres'; readonly of: Selection }
  | { readonly kind: 'within'; readonly distance: number; readonly of: Selection }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Selection[] };

/** Every word that means something by itself, so that a value of that spelling needs quotes. */
export const KEYWORDS: ReadonlySet<string> = new Set([
  ...TEXT_FIELDS,
  ...CLASSES,
  'residue',
  'and',
  'or',
  'not',
  'byres',
  'within',
  'of',
]);
