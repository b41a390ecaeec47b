/**
 * The fields of an entry by name, each as its raw bytes; text is UTF-8. Of a name that occurs twice the first counts,
 * everywhere.
 */
export type Fields = ReadonlyMap<string, Buffer>;

/** Fields to be sent. */
export type OutgoingFields = Readonly<Record<string, string | Buffer>>;

/** What stands in a stream. */
export interface Entry {
  /** `<milliseconds since 1970>-<number>`, rising along a stream. */
  readonly id: string;
  readonly stream: string;
  readonly fields: Fields;
}

/** An entry that was handed to one member of a group, which has to settle it. */
export interface Delivery extends Entry {
  /** How many times it was handed out, this time included. */
  readonly deliveries: number;
}

/** Something to be sent when an entry is settled. */
export interface Answer {
  readonly stream: string;
  readonly fields: OutgoingFields;
  /** Sent only where the stream is there: whoever waited for it may be gone, and nobody else would clear it away. */
  readonly onlyIfAwaited: boolean;
}

/** When an entry was added to its stream, milliseconds since 1970. */
export function sentAt({ id }: Pick<Entry, 'id'>): number {
  return Number(id.slice(0, id.indexOf('-')));
}
