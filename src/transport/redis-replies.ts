import type { Entry, OutgoingFields } from './entry.js';
import type { RedisArgument } from './redis-commands.js';

/** `[[id, [name, value, …]], …]`, as XRANGE and XCLAIM answer; null in the place of entries that are no more. */
export function toEntries(stream: string, reply: unknown): Entry[] {
  const entries: Entry[] = [];
  for (const item of (reply ?? []) as ([Buffer, Buffer[] | null] | null)[]) {
    if (!item?.[1]) continue;
    entries.push({ id: item[0].toString(), stream, fields: toFields(item[1]) });
  }
  return entries;
}

/** `[[stream, entries], …]`, as XREAD and XREADGROUP answer, in the order of the streams. */
export function toEntriesOf(streams: readonly string[], reply: unknown): Entry[] {
  const byStream = new Map(
    (reply as [Buffer, unknown][]).map(([name, entries]) => [name.toString(), entries]),
  );
  return streams.flatMap((stream) => toEntries(stream, byStream.get(stream)));
}

/** `[name, value, …]`, as XINFO answers. */
export function toRecord(reply: unknown): ReadonlyMap<string, unknown> {
  const list = reply as unknown[];
  const record = new Map<string, unknown>();
  for (let i = 0; i < list.length; i += 2) record.set(String(list[i]), list[i + 1]);
  return record;
}

/** The end of an XADD: a new id, and the fields. */
export function toArguments(fields: OutgoingFields): RedisArgument[] {
  return ['*', ...Object.entries(fields).flat()];
}

function toFields(list: readonly Buffer[]): Map<string, Buffer> {
  const fields = new Map<string, Buffer>();
  for (let i = 0; i < list.length; i += 2) {
    const name = list[i].toString();
    if (!fields.has(name)) fields.set(name, list[i + 1]);
  }
  return fields;
}

/** Orders ids along a stream. */
export function compareIds(a: string, b: string): number {
  const [aTime, aNumber] = a.split('-').map(BigInt);
  const [bTime, bNumber] = b.split('-').map(BigInt);
  if (aTime !== bTime) return aTime < bTime ? -1 : 1;
  return aNumber === bNumber ? 0 : aNumber < bNumber ? -1 : 1;
}

/** The first id that comes after another. */
export function nextId(id: string): string {
  const [time, number] = id.split('-');
  return `${time}-${BigInt(number) + 1n}`;
}
