import { GeominError } from '../errors.js';
import type { Delivery, Fields, OutgoingFields } from './entry.js';

/** The longest a field of a dead letter is, bytes; what was longer is cut there. */
export const LONGEST_DEAD_FIELD = 64 * 1024;

/** Where the entries of a stream go that nobody can make anything of. */
export function deadLetterStream(stream: string): string {
  return `${stream}_dead`;
}

/**
 * An entry as it is kept for people to look at: its own fields, none longer than {@link LONGEST_DEAD_FIELD}, and
 * beside them
 *
 * - `truncated`        which of them were cut, a JSON array of names; absent where none was
 * - `reason`           why it was given up
 * - `original_stream`, `original_id`   where it stood
 * - `deliveries`       how often it was handed out
 * - `buried_at`        when it was given up, seconds since 1970
 *
 * A field of the entry that has one of these names gives way.
 */
export function deadLetterFields(delivery: Delivery, reason: string): OutgoingFields {
  const originals = [...delivery.fields].filter(([name]) => name !== 'truncated');
  const cut = originals.filter(([, value]) => value.length > LONGEST_DEAD_FIELD).map(([name]) => name);
  // Not by assignment: a field may be called __proto__.
  return {
    ...Object.fromEntries(originals.map(([name, value]) => [name, value.subarray(0, LONGEST_DEAD_FIELD)])),
    ...(cut.length > 0 && { truncated: JSON.stringify(cut) }),
    reason,
    original_stream: delivery.stream,
    original_id: delivery.id,
    deliveries: String(delivery.deliveries),
    buried_at: (Date.now() / 1000).toFixed(3),
  };
}

/** What {@link deadLetterFields} adds. */
const ADDED = new Set(['truncated', 'reason', 'original_stream', 'original_id', 'deliveries', 'buried_at']);

/**
 * The fields that an entry had before it was a dead letter.
 *
 * @throws GeominError `ARGUMENT` where some of them were cut
 */
export function originalFields(dead: Fields): OutgoingFields {
  const truncated = dead.get('truncated');
  if (truncated) {
    const remedy = 'Whoever sent it has to send it again; drop it here.';
    throw new GeominError('ARGUMENT', `fields of it were cut: ${truncated.toString()}`, remedy);
  }
  return Object.fromEntries([...dead].filter(([name]) => !ADDED.has(name)));
}
