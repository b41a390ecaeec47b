import type { z } from 'zod';
import { GeominError } from '../errors.js';
import type { Fields } from '../transport/entry.js';

/** Most faults that one message names. */
const MOST_FAULTS = 5;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** @throws GeominError `REQUEST` where the field is missing or no JSON */
export function parseJsonField(fields: Fields, name: string): unknown {
  const bytes = fields.get(name);
  if (bytes === undefined) throw new GeominError('REQUEST', `there is no field ${name}`);
  try {
    return JSON.parse(utf8.decode(bytes)) as unknown;
  } catch {
    throw new GeominError('REQUEST', `the field ${name} is not JSON in UTF-8`);
  }
}

/** @throws GeominError `REQUEST` naming what of the field is wrong */
export function readJsonField<T extends z.ZodType>(schema: T, fields: Fields, name: string): z.output<T> {
  const result = schema.safeParse(parseJsonField(fields, name));
  if (result.success) return result.data;
  const faults = result.error.issues.slice(0, MOST_FAULTS).map(({ path, message }) => {
    return path.length > 0 ? `${path.join('.')}: ${message}` : message;
  });
  throw new GeominError('REQUEST', `the ${name.replace('_', ' ')} makes no sense: ${faults.join('; ')}`);
}
