import type { Entry, OutgoingFields } from './entry.js';
import { isRefusedAs, type RedisCommands } from './redis-commands.js';
import { compareIds, nextId, toArguments, toEntries, toRecord } from './redis-replies.js';
import { mostKept } from './retention.js';
import type { GroupState, StreamState } from './transport.js';

/** Adds an entry; gives its id, or undefined where it was only to be added to a stream that is there. */
export async function addEntry(
  commands: RedisCommands,
  stream: string,
  fields: OutgoingFields,
  onlyIfThere = false,
): Promise<string | undefined> {
  const most = mostKept(stream);
  const options = [
    ...(onlyIfThere ? ['NOMKSTREAM'] : []),
    ...(most === undefined ? [] : ['MAXLEN', '~', most]),
  ];
  const id = (await commands.call('xadd', stream, ...options, ...toArguments(fields))) as Buffer | null;
  return id?.toString();
}

/** Makes a group, which begins with the oldest entry, and the stream; nothing where they are there. */
export async function makeGroup(commands: RedisCommands, stream: string, group: string): Promise<void> {
  try {
    await commands.call('xgroup', 'CREATE', stream, group, '0', 'MKSTREAM');
  } catch (error) {
    if (!isRefusedAs(error, 'BUSYGROUP')) throw error;
  }
}

/** Entries between two ids, as XRANGE takes them. */
export async function entriesBetween(
  commands: RedisCommands,
  stream: string,
  from: string,
  to: string,
  count?: number,
): Promise<Entry[]> {
  const limit = count === undefined ? [] : ['COUNT', count];
  return toEntries(stream, await commands.call('xrange', stream, from, to, ...limit));
}

/**
 * Removes the entries that no group needs any more: what stands before all that is not handed out or not settled, and
 * what is known to be settled behind it.
 *
 * @param settled ids that one group has settled, in any order
 */
export async function trim(
  commands: RedisCommands,
  stream: string,
  settled: readonly string[],
): Promise<void> {
  const groups = await groupsOf(commands, stream);
  const needed = await Promise.all(groups.map((group) => oldestNeeded(commands, stream, group)));
  const oldest = needed.sort(compareIds)[0];
  if (oldest === undefined) return;
  await commands.call('xtrim', stream, 'MINID', oldest);
  const behind = settled.filter((id) => compareIds(id, oldest) > 0);
  // Another group may still have to read them.
  if (groups.length === 1 && behind.length > 0) await commands.call('xdel', stream, ...behind);
}

async function oldestNeeded(
  commands: RedisCommands,
  stream: string,
  group: ReadonlyMap<string, unknown>,
): Promise<string> {
  const nextToHandOut = nextId(String(group.get('last-delivered-id')));
  if (group.get('pending') === 0) return nextToHandOut;
  const [, oldest] = (await commands.call('xpending', stream, String(group.get('name')))) as [
    number,
    Buffer | null,
  ];
  return oldest?.toString() ?? nextToHandOut;
}

/** How a stream stands; undefined where there is none. */
export async function streamState(commands: RedisCommands, stream: string): Promise<StreamState | undefined> {
  const length = (await commands.call('xlen', stream)) as number;
  if (length === 0 && (await commands.call('exists', stream)) === 0) return undefined;
  const groups = await groupsOf(commands, stream);
  return { length, groups: await Promise.all(groups.map((group) => groupState(commands, stream, group))) };
}

/** Whether a group has entries of a stream that were not handed out, or are not settled. */
export async function hasWork(commands: RedisCommands, stream: string, group: string): Promise<boolean> {
  const state = (await groupsOf(commands, stream)).find((one) => String(one.get('name')) === group);
  if (state !== undefined && state.get('pending') !== 0) return true;
  if (state?.get('lag') === 0) return false;
  // Any other figure counts entries that were taken out unread, and versions before 7 have none.
  const last = String(state?.get('last-delivered-id') ?? '0-0');
  return (await entriesBetween(commands, stream, `(${last}`, '+', 1)).length > 0;
}

async function groupState(
  commands: RedisCommands,
  stream: string,
  group: ReadonlyMap<string, unknown>,
): Promise<GroupState> {
  const name = String(group.get('name'));
  const members = ((await commands.call('xinfo', 'CONSUMERS', stream, name)) as unknown[]).map(toRecord);
  const lag = group.get('lag');
  return {
    name,
    lag: typeof lag === 'number' ? lag : undefined,
    pending: group.get('pending') as number,
    members: members.map((member) => ({
      name: String(member.get('name')),
      pending: member.get('pending') as number,
      idleMs: member.get('idle') as number,
    })),
  };
}

async function groupsOf(commands: RedisCommands, stream: string): Promise<ReadonlyMap<string, unknown>[]> {
  try {
    return ((await commands.call('xinfo', 'GROUPS', stream)) as unknown[]).map(toRecord);
  } catch (error) {
    if (isRefusedAs(error, 'ERR no such key')) return [];
    throw error;
  }
}
