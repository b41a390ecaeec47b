import { z } from 'zod';
import type { Edit, EditedTerm } from './edits.js';

/** The sections of an edits file: what their entries are, and what an entry says. */
export interface EditSection {
  readonly term: EditedTerm;
  /** In messages. */
  readonly noun: string;
  readonly covalent?: boolean;
  readonly schema: z.ZodType<EditFields>;
  /** Keys that an entry may have. */
  readonly keys: readonly string[];
}

/** What an entry says, by the keys of the file. */
export type EditFields = Omit<Edit, 'term' | 'covalent' | 'place' | 'bothSigns' | 'alternatives'> & {
  readonly both_signs?: boolean;
  readonly alt_ideals?: readonly number[];
};

const number = z.number({ error: 'must be a number' });
const positive = number.gt(0, { error: 'must be above 0' });
const notNegative = number.gte(0, { error: 'must be 0 or more' });
const flag = z.boolean({ error: 'must be true or false' });
const angle = number
  .gte(-360, { error: 'must be from -360 to 360' })
  .lte(360, { error: 'must be from -360 to 360' });
const selection = z
  .string({ error: 'must be a selection of atoms, as text' })
  .trim()
  .min(1, { error: 'must be a selection of atoms, but it is empty' });
const action = z.enum(['add', 'change', 'delete'], { error: 'must be add, change or delete' }).default('add');

/** Selections, so many of them. */
function selections(count: number, what = 'atoms'): z.ZodType<string[]> {
  const error = `must be a list of ${count} selections, one for each of the ${what}`;
  return z.array(selection, { error }).length(count, { error });
}

const anySelections = z.union([selection.transform((text) => [text]), z.array(selection).min(1)], {
  error: 'must be a selection of atoms, or a list of them',
});

/** An edit that is wanting in something, or says too much. */
function refuseIncomplete(
  entry: { action: Edit['action']; ideal?: unknown; sigma?: unknown },
  context: z.RefinementCtx,
  required: readonly string[],
): void {
  const values = Object.entries(entry).filter(
    ([key, value]) => !['action', 'atoms', 'planes'].includes(key) && value !== undefined,
  );
  const refuse = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
  if (entry.action === 'add') {
    const missing = required.filter((key) => !values.some(([given]) => given === key));
    if (missing.length > 0) refuse([], `needs ${missing.join(' and ')}`);
  } else if (entry.action === 'change' && values.length === 0) {
    refuse(['action'], 'is change, but the entry says of nothing what it is to be');
  } else if (entry.action === 'delete' && values.length > 0) {
    refuse([values[0][0]], 'means nothing where the action is delete');
  }
}

function section(
  term: EditedTerm,
  noun: string,
  shape: z.ZodRawShape,
  required: readonly string[],
  covalent?: boolean,
): EditSection {
  const entry = z.strictObject(
    { action, ...shape },
    {
      error: (issue) => (issue.code === 'invalid_type' ? 'must be a map of keys and values' : undefined),
    },
  );
  const schema = entry.superRefine((value, context) =>
    refuseIncomplete(value as { action: Edit['action'] }, context, required),
  );
  return {
    term,
    noun,
    covalent,
    schema: schema as unknown as z.ZodType<EditFields>,
    keys: Object.keys(entry.shape),
  };
}

const sigma = positive.optional();
const distance = {
  atoms: selections(2),
  ideal: positive.optional(),
  sigma,
  slack: notNegative.optional(),
  limit: notNegative.optional(),
};
const idealAndSigma = ['ideal', 'sigma'];

/** The sections of an edits file, by the keys that they have there. */
export const EDIT_SECTIONS: Readonly<Record<string, EditSection>> = {
  bonds: section('bond', 'a bond', distance, idealAndSigma, true),
  distances: section('bond', 'a distance', distance, idealAndSigma, false),
  angles: section(
    'angle',
    'an angle',
    {
      atoms: selections(3),
      ideal: number
        .gte(0, { error: 'must be from 0 to 180' })
        .lte(180, { error: 'must be from 0 to 180' })
        .optional(),
      sigma,
      slack: notNegative.optional(),
    },
    idealAndSigma,
  ),
  dihedrals: section(
    'dihedral',
    'a dihedral',
    {
      atoms: selections(4),
      ideal: angle.optional(),
      sigma,
      periodicity: z
        .int({ error: 'must be a whole number from 1 to 12' })
        .gte(1, { error: 'must be a whole number from 1 to 12' })
        .lte(12, { error: 'must be a whole number from 1 to 12' })
        .optional(),
      harmonic: flag.optional(),
      alt_ideals: z.array(angle, { error: 'must be a list of angles' }).optional(),
      limit: notNegative.optional(),
    },
    idealAndSigma,
  ),
  chiralities: section(
    'chirality',
    'a chirality',
    { atoms: selections(4), ideal: number.optional(), sigma, both_signs: flag.optional() },
    idealAndSigma,
  ),
  planes: section('planarity', 'a plane', { atoms: anySelections, sigma }, ['sigma']),
  parallelities: section(
    'parallelity',
    'a parallelity',
    {
      planes: selections(2, 'planes'),
      ideal: number
        .gte(0, { error: 'must be from 0 to 90' })
        .lte(90, { error: 'must be from 0 to 90' })
        .optional(),
      sigma,
      slack: notNegative.optional(),
      limit: notNegative
        .refine((value) => value === 0 || value >= 1, { error: 'must be 1 or more, or 0 for none' })
        .optional(),
    },
    ['sigma'],
  ),
};
