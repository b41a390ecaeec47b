import { streamNames } from '../agents/stream-names.js';
import { deadLetterStream, originalFields } from '../transport/dead-letter.js';
import type { Entry } from '../transport/entry.js';
import type { Transport } from '../transport/transport.js';

/** An entry that agents gave up. */
export interface DeadLetter {
  /** Where it stands. */
  readonly entry: Entry;
  /** The stream that it came from. */
  readonly lane: string;
}

/** Entries of a stream that are fetched at once: each may have megabytes. */
const PAGE = 50;

/**
 * The dead letters of all lanes that are there at the beginning, the highest lane and the oldest letter first.
 *
 * @param requestStream without the prefix
 */
export async function* deadLetters(transport: Transport, requestStream: string): AsyncIterable<DeadLetter> {
  for (const lane of streamNames(transport.prefix, requestStream).lanes) {
    const stream = deadLetterStream(lane);
    let left = (await transport.streamState(stream))?.length ?? 0;
    let after: string | undefined;
    while (left > 0) {
      const entries = await transport.entries(stream, { after, count: Math.min(left, PAGE) });
      if (entries.length === 0) break;
      for (const entry of entries) yield { entry, lane };
      left -= entries.length;
      after = entries[entries.length - 1].id;
    }
  }
}

/** The text of one of its fields; empty where it has none. */
export function fieldText({ entry }: DeadLetter, name: string): string {
  return entry.fields.get(name)?.toString() ?? '';
}

/** Takes a dead letter out of its stream; false where somebody else did so first. */
export async function removeDead(transport: Transport, { entry }: DeadLetter): Promise<boolean> {
  return (await transport.remove(entry.stream, [entry.id])) > 0;
}

/** Puts a dead letter back at the end of the stream that it came from, then removes it. Gives its new id. */
export async function replay(transport: Transport, letter: DeadLetter): Promise<string> {
  const id = await transport.send(letter.lane, originalFields(letter.entry.fields));
  await removeDead(transport, letter);
  return id;
}
