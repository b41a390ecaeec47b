import { GeominError } from '../errors.js';
import { sentAt, type Entry } from '../transport/entry.js';
import { parseJsonField } from './json-fields.js';

export const MESSAGE_TYPES = ['request', 'response', 'error', 'status', 'cancel', 'heartbeat'] as const;
/** What a message is for. */
export type MessageType = (typeof MESSAGE_TYPES)[number];

/** An entry as agents see it. Nothing of it can be changed: whoever looks at it sees what was sent. */
export interface Message {
  /** The sender's `message_id`; else the entry's own id. */
  readonly id: string;
  readonly type: MessageType;
  readonly sender: string | undefined;
  /** Whom it is for; undefined where it is for whoever reads the stream. */
  readonly recipient: string | undefined;
  /** What all messages about one question have in common. */
  readonly correlationId: string;
  /** Of the message that this one follows from. */
  readonly parentId: string | undefined;
  /** Rises with each message of a sender. */
  readonly sequence: number | undefined;
  /** 2 and more overtakes others, below 0 waits for others. */
  readonly priority: number;
  /** When it was added to its stream, milliseconds since 1970. */
  readonly time: number;
  /** Stream for the answer. */
  readonly replyTo: string | undefined;
  readonly timeoutSeconds: number;
  /** Hex; it was checked before an agent sees the message. */
  readonly signature: string | undefined;
  /** Its JSON. */
  readonly body: Readonly<Record<string, unknown>>;
  /** A copy of the bytes of a field beside the JSON. */
  payload(name: string): Buffer | undefined;
}

const DEFAULT_TIMEOUT = 300;

/** The field that holds the JSON of a message. */
const BODY_FIELDS: Readonly<Record<MessageType, string>> = {
  request: 'request',
  response: 'response',
  error: 'response',
  status: 'status',
  cancel: 'cancel',
  heartbeat: 'heartbeat',
};

/** @throws GeominError `REQUEST` naming what is wrong with the entry */
export function messageOf(entry: Entry): Message {
  const text = (name: string) => entry.fields.get(name)?.toString();
  const type = typeOf(entry, text('type'));
  const body = bodyOf(entry, BODY_FIELDS[type]);
  const id = text('message_id') ?? entry.id;
  return Object.freeze({
    id,
    type,
    sender: text('sender') ?? text('agent_id') ?? text('source'),
    recipient: text('recipient'),
    correlationId: text('correlation_id') ?? id,
    parentId: text('parent_id'),
    sequence: numberOf(text('sequence')),
    priority: numberOf(body.priority ?? text('priority')) ?? 1,
    time: sentAt(entry),
    replyTo: typeof body.reply_to === 'string' ? body.reply_to : undefined,
    timeoutSeconds: numberOf(body.timeout_seconds) ?? DEFAULT_TIMEOUT,
    signature: text('signature'),
    body,
    payload: (name: string) => {
      const bytes = entry.fields.get(name);
      return bytes && Buffer.from(bytes);
    },
  });
}

/** Messages of the old form don't say; they are what they hold. */
function typeOf({ fields }: Entry, said: string | undefined): MessageType {
  const type = MESSAGE_TYPES.find((one) =>
    said === undefined ? fields.has(BODY_FIELDS[one]) : one === said,
  );
  if (type) return type;
  const fault = said === undefined ? 'the entry holds no message' : `there is no message of type "${said}"`;
  throw new GeominError('REQUEST', fault, `Types are ${MESSAGE_TYPES.join(', ')}.`);
}

function bodyOf(entry: Entry, field: string): Readonly<Record<string, unknown>> {
  const json = parseJsonField(entry.fields, field);
  if (typeof json === 'object' && json !== null && !Array.isArray(json))
    return frozen(json) as Readonly<Record<string, unknown>>;
  throw new GeominError('REQUEST', `the field ${field} is not a JSON object`);
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
