import { endOf, latestTraces, readTrace, type TraceNode } from '../agents/read-trace.js';
import { traceLines } from '../agents/trace-lines.js';
import { GeominError } from '../errors.js';
import { alignLeft } from './columns.js';
import { withTransport } from './open-transport.js';
import { printable, printJson, printLines } from './printable.js';
import type { RedisOptions } from './redis-options.js';

/** What the command line asks about ways of messages. */
export interface TraceOptions extends RedisOptions {
  readonly json?: boolean;
}

/** Most requests that are listed. */
const MOST_LISTED = 20;

/** The whole of `geomin trace`: a tree of what is asked about, or the latest requests. */
export function runTrace(id: string | undefined, options: TraceOptions): Promise<void> {
  return withTransport(options, async (transport) => {
    const nodes = await (id === undefined ? latestTraces(transport, MOST_LISTED) : readTrace(transport, id));
    if (nodes.length === 0) throw unknown(id);
    if (options.json === true) return printJson(nodes.map(nodeJson));
    printLines((id === undefined ? listLines(nodes) : traceLines(nodes)).map(printable));
  });
}

function unknown(id: string | undefined): GeominError {
  const fault = id === undefined ? 'no message was recorded' : `no message of the id ${id} was recorded`;
  const how = 'Start agents, and what asks them, with --trace or with GEOMIN_TRACE=1';
  return new GeominError(
    'ARGUMENT',
    fault,
    `${how}; the latest records are kept, some thousands of requests.`,
  );
}

function listLines(nodes: readonly TraceNode[]): string[] {
  const rows = nodes.map((node) => [
    new Date(node.sentAt).toISOString(),
    node.request ?? node.id,
    node.stream,
    `${(endOf(node) - node.sentAt).toFixed(2)} ms`,
    outcomeOf(node),
  ]);
  return alignLeft([['sent', 'id', 'stream', 'took', 'outcome'], ...rows]);
}

/** What befell a message that matters to whoever sent it. */
function outcomeOf({ events }: TraceNode): string {
  const ends = events.filter(({ event }) => ['answered', 'dead', 'cancelled'].includes(event));
  const last = ends.at(-1);
  if (last === undefined) return events.length === 0 ? 'waits' : events.at(-1)!.event;
  return last.note ?? last.event;
}

/** For programs: snake case, times in milliseconds since 1970. */
function nodeJson(node: TraceNode): object {
  return {
    message_id: node.id,
    request_id: node.request ?? null,
    correlation_id: node.correlation,
    parent_id: node.parent ?? null,
    type: node.type,
    stream: node.stream,
    sender: node.sender,
    sent_at: node.sentAt,
    events: node.events.map(({ event, at, by, note }) => ({ event, at, by, note: note ?? null })),
    follow_ups: node.followUps.map(nodeJson),
  };
}
