import { randomUUID } from 'node:crypto';
import { GeominError } from '../errors.js';
import type { EvaluationContext } from '../geometry/target.js';
import { inSpan, traceFields } from '../spans.js';
import type { Entry, OutgoingFields } from '../transport/entry.js';
import type { Subscription, Transport } from '../transport/transport.js';
import type { RequestJson } from './request.js';
import { parseResponse, type GeometryResponse } from './response.js';
import { SignatureGuard } from './signature.js';
import { laneOf, streamNames, type StreamNames } from './stream-names.js';
import { timerDelay } from './timer.js';

/** Who asks, and how patiently. */
export interface AgentClientOptions {
  /** Stays the caller's to close. */
  readonly transport: Transport;
  /** Without the transport's prefix. Default `geometry_requests`. */
  readonly requestStream?: string;
  /** Until a request is sent again, s. Default 30. */
  readonly timeoutSeconds?: number;
  /** How often it is sent again before it counts as failed. Default 5. */
  readonly retries?: number;
  /** Shared keys: the first signs requests, and answers must be signed with one of them. */
  readonly keys?: readonly Buffer[];
  /** What agents write into every log line about these requests. Default: each request has its own. */
  readonly correlationId?: string;
}

/** How something is asked for. */
export type AskContext = Pick<EvaluationContext, 'signal' | 'deadline' | 'correlationId' | 'parentId'>;

/** What is asked; the client adds who asks. */
export type Question = Omit<RequestJson, 'request_id' | 'reply_to' | 'timeout_seconds'> | OtherQuestion;

/** What an agent of another kind is asked, to be written as JSON: only that agent knows its shape. */
export type OtherQuestion = Readonly<Record<string, unknown>> & { readonly priority?: number };

/** A request that waits for its answer. */
interface Waiting {
  readonly requestId: string;
  readonly question: Question;
  readonly context: AskContext & { readonly correlationId: string };
  /** Lets agents go on with the trace of who asks. */
  readonly trace: Readonly<Record<string, string>>;
  coordinates: Buffer | undefined;
  readonly resolve: (response: GeometryResponse) => void;
  readonly reject: (error: unknown) => void;
  /** Those that count against `retries`; what a lost connection may have lost is sent once more for nothing. */
  attempts: number;
  sendings: number;
  /** When it is sent again, as `performance.now()` counts. */
  dueAt: number;
  timer: NodeJS.Timeout | undefined;
}

/** An agent's clock, or a timer, may be so far ahead of the clock that times a request here, ms. */
const CLOCK_SLACK = 10;

/**
 * Asks agents, and finds the answer to each question: by its id, on a stream that nobody else reads. What comes late or
 * twice is dropped; what does not come is asked again.
 */
export class AgentClient {
  /** Of this client; its requests' ids begin with it. */
  readonly id = `client_${randomUUID()}`;
  readonly #options: AgentClientOptions;
  readonly #names: StreamNames;
  readonly #waiting = new Map<string, Waiting>();
  readonly #guard: SignatureGuard | undefined;
  #inbox: Subscription | undefined;
  #stopListening: () => void = () => undefined;
  #count = 0;
  #sent = 0;
  #dropped = 0;

  private constructor(options: AgentClientOptions) {
    this.#options = options;
    this.#names = streamNames(options.transport.prefix, options.requestStream);
    // An answer that is repeated finds nobody who waits for it: no need to remember nonces.
    this.#guard = options.keys && new SignatureGuard({ keys: options.keys });
  }

  static async open(options: AgentClientOptions): Promise<AgentClient> {
    const client = new AgentClient(options);
    const { transport } = options;
    const stream = `${client.#names.responses}:${client.id}`;
    client.#inbox = await transport.openInbox(stream, (entry) => void client.#receive(entry));
    client.#stopListening = transport.onReconnect(() => client.#askAgain());
    return client;
  }

  /** Answers that came late, twice, or not signed as they should be. */
  get dropped(): number {
    return this.#dropped;
  }

  /**
   * Asks, and waits for the answer.
   *
   * @param coordinates a packed coordinate bundle to go with the request, to be left alone until there is an answer
   * @throws GeominError with the agent's code where it refuses, `TIMEOUT` where none answers, `CANCELLED` after the signal
   */
  async ask(question: Question, coordinates?: Buffer, context: AskContext = {}): Promise<GeometryResponse> {
    const requestId = `${this.id}.${++this.#count}`;
    const correlationId = this.#options.correlationId ?? context.correlationId ?? requestId;
    const attributes = { 'geomin.request_id': requestId, 'geomin.correlation_id': correlationId };
    const asked = { requestId, question, coordinates, context: { ...context, correlationId } };
    return inSpan(`ask ${this.#names.lanes[1]}`, { kind: 'client', attributes }, () => this.#answerTo(asked));
  }

  /** Fails what still waits. Callable twice. */
  async close(): Promise<void> {
    this.#stopListening();
    for (const requestId of [...this.#waiting.keys()]) this.#giveUp(requestId, closed());
    const inbox = this.#inbox;
    this.#inbox = undefined;
    await inbox?.close();
  }

  async #answerTo(
    asked: Pick<Waiting, 'requestId' | 'question' | 'coordinates' | 'context'>,
  ): Promise<GeometryResponse> {
    const { requestId } = asked;
    const { signal } = asked.context;
    if (this.#inbox === undefined) throw closed();
    if (signal?.aborted) throw cancelled();
    const abort = () => this.#giveUp(requestId, cancelled());
    signal?.addEventListener('abort', abort);
    try {
      return await new Promise<GeometryResponse>((resolve, reject) => {
        const counts = { attempts: 0, sendings: 0, dueAt: 0, timer: undefined };
        const request = { ...asked, ...counts, trace: traceFields(), resolve, reject };
        this.#waiting.set(requestId, request);
        this.#send(request);
      });
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  #send(request: Waiting): void {
    const { transport } = this.#options;
    // What was sent before may still be on its way when its answer is here, and its sender does with it as it likes.
    if (request.sendings > 0) request.coordinates &&= Buffer.from(request.coordinates);
    request.attempts += 1;
    request.sendings += 1;
    clearTimeout(request.timer);
    const delay = timerDelay(this.#patience(request));
    request.dueAt = performance.now() + delay;
    request.timer = setTimeout(() => this.#late(request), delay);
    const lane = laneOf(request.question.priority ?? 1, this.#names);
    transport
      .send(lane, this.#fieldsOf(request))
      .catch((error: unknown) => this.#settle(request.requestId)?.reject(error));
  }

  /** How long an answer is waited for, s. */
  #patience({ context: { deadline = Infinity } }: Waiting): number {
    return Math.max(0.001, Math.min(this.#options.timeoutSeconds ?? 30, (deadline - Date.now()) / 1000));
  }

  #fieldsOf(request: Waiting): OutgoingFields {
    const { requestId, question, coordinates, sendings, context, trace } = request;
    const json = {
      ...question,
      request_id: requestId,
      reply_to: this.#inbox?.stream,
      timeout_seconds: this.#patience(request),
    };
    const fields: Record<string, string | Buffer> = {
      ...trace,
      request: JSON.stringify(json),
      type: 'request',
      message_id: `${requestId}.${sendings}`,
      correlation_id: context.correlationId,
      sequence: String(++this.#sent),
      priority: String(question.priority ?? 1),
    };
    if (context.parentId !== undefined) fields.parent_id = context.parentId;
    return this.#signed(coordinates ? { ...fields, coordinates } : fields);
  }

  #signed(fields: OutgoingFields): OutgoingFields {
    const timestamp = String(Date.now() / 1000);
    const complete = { ...fields, timestamp, source: 'geomin', sender: this.id };
    return this.#guard?.sign(complete) ?? complete;
  }

  async #receive(entry: Entry): Promise<void> {
    try {
      await this.#guard?.check(entry);
      const response = parseResponse(entry);
      const request = this.#waiting.get(response.requestId);
      if (request === undefined) throw new GeominError('REQUEST', 'nobody waits for this answer any more');
      if (response.error?.code === 'TIMEOUT') {
        // The agent was too late for one sending, but the next one is on its way, or due.
        if (request.sendings > 1) return;
        if (performance.now() >= request.dueAt - CLOCK_SLACK) return this.#late(request);
      }
      this.#settle(response.requestId);
      if (response.error) request.reject(new GeominError(response.error.code, response.error.message));
      else request.resolve(response);
    } catch {
      this.#dropped += 1;
    }
  }

  #late(request: Waiting): void {
    const { retries = 5, timeoutSeconds = 30 } = this.#options;
    const isPast = Date.now() >= (request.context.deadline ?? Infinity) - CLOCK_SLACK;
    if (request.attempts <= retries && !isPast) return this.#send(request);
    const fault = isPast
      ? 'no agent answered in time'
      : `no agent answered within ${timeoutSeconds} s, ${request.attempts} times`;
    const remedy = `See with \`geomin status\` whether any agent reads ${this.#names.lanes[1]}; \`geomin agent\` starts one.`;
    this.#giveUp(request.requestId, new GeominError('TIMEOUT', fault, remedy));
  }

  /** What was on its way when the connection broke may be lost. */
  #askAgain(): void {
    for (const request of this.#waiting.values()) {
      request.attempts -= 1;
      this.#send(request);
    }
  }

  /** Fails a request, and tells agents not to work on it. */
  #giveUp(requestId: string, error: GeominError): void {
    const request = this.#settle(requestId);
    if (request === undefined) return;
    request.reject(error);
    const fields = this.#signed({ type: 'cancel', cancel: JSON.stringify({ request_id: requestId }) });
    this.#options.transport.send(this.#names.control, fields).catch(() => undefined);
  }

  #settle(requestId: string): Waiting | undefined {
    const request = this.#waiting.get(requestId);
    clearTimeout(request?.timer);
    this.#waiting.delete(requestId);
    return request;
  }
}

function cancelled(): GeominError {
  return new GeominError('CANCELLED', 'the request was cancelled');
}

function closed(): GeominError {
  return new GeominError('TRANSPORT', 'the client is closed', 'Open another one, or close it later.');
}
