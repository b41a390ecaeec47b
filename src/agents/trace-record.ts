import { sentAt, type Entry, type OutgoingFields } from '../transport/entry.js';
import { MESSAGE_TYPES } from './message.js';

/**
 * What can befall a message: it is sent, taken by an agent, or claimed by one after another that died; its answer is sent, and
 * received by whoever asked; it is done with (settled), given up (dead), or called off by its sender (cancelled).
 */
export type TraceEvent =
  'sent' | 'taken' | 'claimed' | 'answered' | 'settled' | 'dead' | 'received' | 'cancelled';

/** What a message says of itself. */
export interface TracedMessage {
  /** `entry` where it is none. */
  readonly type: string;
  readonly stream: string;
  readonly sender: string;
  /** When it was added to its stream, milliseconds since 1970. */
  readonly sentAt: number;
  /** Of the message that it follows from. */
  readonly parent?: string;
  /** Of a request: its id, the same however often it is sent. */
  readonly request?: string;
}

/** Something that befell a message. An answer is no message here, but an event of the one that it answers. */
export interface TraceRecord {
  readonly event: TraceEvent;
  /** Milliseconds since 1970, with what a clock knows of their parts. */
  readonly at: number;
  /** Who saw it, or did it. */
  readonly by: string;
  /** Its id; of what is called off the request's. */
  readonly message: string;
  readonly correlation: string;
  readonly about?: TracedMessage;
  /** The code of an error that was answered, why it is dead, how often it was handed out. */
  readonly note?: string;
}

/** Where records are kept: one stream for all messages of a deployment. */
export function traceStream(prefix: string): string {
  return `${prefix}geomin_trace`;
}

export function traceNow(): number {
  return performance.timeOrigin + performance.now();
}

type Read = (name: string) => string | undefined;

/** What befell an entry that stands in a stream. */
export function recordOf(
  event: TraceEvent,
  entry: Entry,
  { by, note, at = traceNow() }: { by: string; note?: string; at?: number },
): TraceRecord {
  const text: Read = (name) => entry.fields.get(name)?.toString();
  return { event, at, by, note, ...identity(text, entry) };
}

/** That an entry was sent, under this id. */
export function sentRecord(stream: string, fields: OutgoingFields, id: string, at: number): TraceRecord {
  const text: Read = (name) => fields[name]?.toString();
  const by = senderOf(text);
  const request = text('type') === 'cancel' ? idIn(text('cancel')) : undefined;
  if (request !== undefined) return { event: 'cancelled', at, by, message: request, correlation: request };
  return { event: 'sent', at, by, ...identity(text, { id, stream }) };
}

/** That an answer has come; undefined where it does not say to what. */
export function receivedRecord({ fields }: Entry): TraceRecord | undefined {
  const text: Read = (name) => fields.get(name)?.toString();
  const message = text('parent_id');
  if (message === undefined) return undefined;
  const by = text('recipient') ?? 'its reader';
  return { event: 'received', at: traceNow(), by, message, correlation: text('correlation_id') ?? message };
}

/** The code of the error that an answer tells; undefined where it tells of success. */
export function errorIn(fields: OutgoingFields): string | undefined {
  return fields.type === 'error'
    ? (valueIn(fields.response?.toString(), 'error_code') ?? 'error')
    : undefined;
}

function identity(
  text: Read,
  entry: Pick<Entry, 'id' | 'stream'>,
): Pick<TraceRecord, 'message' | 'correlation' | 'about'> {
  const message = text('message_id') ?? entry.id;
  const about = {
    type: text('type') ?? MESSAGE_TYPES.find((type) => text(type) !== undefined) ?? 'entry',
    stream: entry.stream,
    sender: senderOf(text),
    sentAt: sentAt(entry),
    parent: text('parent_id'),
    request: idIn(text('request')),
  };
  return { message, correlation: text('correlation_id') ?? message, about };
}

function senderOf(text: Read): string {
  return text('sender') ?? text('agent_id') ?? text('source') ?? 'somebody';
}

function idIn(json: string | undefined): string | undefined {
  return valueIn(json, 'request_id');
}

/** Of what may be no JSON at all. */
function valueIn(json: string | undefined, name: string): string | undefined {
  try {
    const value = (JSON.parse(json ?? '{}') as Record<string, unknown> | null)?.[name];
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
