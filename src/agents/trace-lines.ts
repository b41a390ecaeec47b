import { endOf, type TraceNode } from './read-trace.js';

/** One thing that is told of a message: a line, and below it those of what followed from it. */
interface Told {
  readonly at: number;
  readonly text: string;
  readonly below: readonly Told[];
}

/** Ways of messages as a tree for people to read, each with its times, ms since the first message was sent. */
export function traceLines(nodes: readonly TraceNode[]): string[] {
  const start = Math.min(...nodes.map(({ sentAt }) => sentAt));
  return nodes.flatMap((node) => linesOf(tellMessage(node), start, '', ''));
}

function linesOf({ at, text, below }: Told, start: number, branch: string, indent: string): string[] {
  const time = (at - start).toFixed(2).padStart(10);
  const lines = below.flatMap((told, i) => {
    const isLast = i === below.length - 1;
    return linesOf(told, start, `${indent}${isLast ? '└─ ' : '├─ '}`, `${indent}${isLast ? '   ' : '│  '}`);
  });
  return [`${time}  ${branch}${text}`, ...lines];
}

function tellMessage(node: TraceNode): Told {
  const { type, id, stream, sender, sentAt, events, followUps } = node;
  // Ids of messages mostly begin with their senders'.
  const by = (who: string) => (id.startsWith(who) ? '' : ` by ${who}`);
  const took = events.length > 0 ? `, ${(endOf(node) - sentAt).toFixed(2)} ms` : '';
  const below = [
    ...events.map((event) => {
      const what = event.event === 'received' ? 'answer received' : event.event;
      const note = event.note === undefined ? '' : `: ${event.note}`;
      return { at: event.at, text: `${what}${by(event.by)}${note}`, below: [] };
    }),
    ...followUps.map(tellMessage),
  ];
  below.sort((a, b) => a.at - b.at);
  return { at: sentAt, text: `${type} ${id} to ${stream}${by(sender)}${took}`, below };
}
