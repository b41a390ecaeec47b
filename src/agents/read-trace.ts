import type { Transport } from '../transport/transport.js';
import { traceStream, type TracedMessage, type TraceRecord } from './trace-record.js';

/** The way of a message, and of those that followed from it. */
export interface TraceNode extends TracedMessage {
  /** Of the message. */
  readonly id: string;
  readonly correlation: string;
  /** What befell it, in order of time; that it was sent, `sentAt` says. */
  readonly events: readonly Pick<TraceRecord, 'event' | 'at' | 'by' | 'note'>[];
  /** In order of time. */
  readonly followUps: readonly TraceNode[];
}

/** Entries that are read at once, each with some dozens of records. */
const PAGE = 50;

/**
 * The ways of messages, each with those that followed from it: of the message or the request of an id, or all that have it as
 * their correlation id. Empty where none is known.
 */
export async function readTrace(transport: Transport, id: string): Promise<TraceNode[]> {
  const records = await allRecords(transport);
  const isCorrelation = records.some((record) => record.correlation === id);
  const isMeant = ({ message, about }: TraceRecord) => message === id || about?.request === id;
  const correlation = isCorrelation ? id : records.find(isMeant)?.correlation;
  const nodes = nodesOf(records, correlation);
  return isCorrelation ? rootsOf(nodes) : nodes.filter((node) => node.id === id || node.request === id);
}

/** The latest messages that follow from no other, the latest last. */
export async function latestTraces(transport: Transport, most: number): Promise<TraceNode[]> {
  return rootsOf(nodesOf(await allRecords(transport))).slice(-most);
}

/** When the last thing befell a message, milliseconds since 1970. */
export function endOf({ sentAt, events }: TraceNode): number {
  return Math.max(sentAt, ...events.map(({ at }) => at));
}

async function allRecords(transport: Transport): Promise<TraceRecord[]> {
  const stream = traceStream(transport.prefix);
  const records: TraceRecord[] = [];
  for (let after: string | undefined; ;) {
    const entries = await transport.entries(stream, { after, count: PAGE });
    if (entries.length === 0) return records.sort((a, b) => a.at - b.at);
    for (const { fields } of entries) records.push(...parseRecords(fields.get('records')));
    after = entries[entries.length - 1].id;
  }
}

/** Whoever writes to Redis could have written it. */
function parseRecords(text: Buffer | undefined): TraceRecord[] {
  try {
    const records = JSON.parse(text?.toString() ?? '[]') as unknown;
    return Array.isArray(records) ? records.filter(isRecord) : [];
  } catch {
    return [];
  }
}

function isRecord(record: Partial<TraceRecord> | null): record is TraceRecord {
  if (typeof record?.at !== 'number') return false;
  return [record.event, record.by, record.message, record.correlation].every(
    (text) => typeof text === 'string',
  );
}

/** Messages with all that befell them, those sent first at first. */
function nodesOf(records: readonly TraceRecord[], correlation?: string): TraceNode[] {
  const byMessage = new Map<string, TraceRecord[]>();
  for (const record of records) {
    if (record.event === 'cancelled' || (correlation ?? record.correlation) !== record.correlation) continue;
    const same = byMessage.get(record.message);
    if (same) same.push(record);
    else byMessage.set(record.message, [record]);
  }
  const cancelled = records.filter(({ event }) => event === 'cancelled');
  const nodes = [...byMessage.values()].flatMap((own) => nodeOf(own, cancelled) ?? []);
  nodes.sort((a, b) => a.sentAt - b.sentAt);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  for (const node of nodes) parentOf(node, byId)?.followUps.push(node);
  return nodes;
}

/** A node while it is made. */
type OpenNode = TraceNode & { readonly followUps: OpenNode[] };

/** Undefined where it is not known, or would follow from what follows from it. */
function parentOf(node: OpenNode, byId: ReadonlyMap<string, OpenNode>): OpenNode | undefined {
  const parent = byId.get(node.parent ?? '');
  const seen = new Set<OpenNode>([node]);
  for (let above = parent; above; above = byId.get(above.parent ?? '')) {
    if (seen.has(above)) return undefined;
    seen.add(above);
  }
  return parent;
}

/** Undefined where nobody has seen the message itself. */
function nodeOf(records: readonly TraceRecord[], cancelled: readonly TraceRecord[]): OpenNode | undefined {
  const {
    about,
    correlation,
    message: id,
  } = records.find((record) => record.about !== undefined) ?? records[0];
  if (about === undefined) return undefined;
  const calledOff = cancelled.filter(({ message }) => message === about.request);
  const events = [...records.filter(({ event }) => event !== 'sent'), ...calledOff].sort(
    (a, b) => a.at - b.at,
  );
  const sentAt = records.find(({ event }) => event === 'sent')?.at ?? about.sentAt;
  return { ...about, id, correlation, sentAt, events, followUps: [] };
}

function rootsOf(nodes: readonly TraceNode[]): TraceNode[] {
  const known = new Set(nodes.map(({ id }) => id));
  return nodes.filter(({ parent }) => parent === undefined || !known.has(parent));
}
