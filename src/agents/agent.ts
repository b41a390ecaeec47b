import type { Delivery } from '../transport/entry.js';
import type { Outcome } from '../transport/group-reader.js';
import { AgentHost, type HostOptions } from './agent-host.js';
import { AgentLife } from './agent-life.js';
import { silentLogger, type Logger } from './logger.js';
import { messageOf, type Message } from './message.js';
import type { Replies } from './replies.js';
import { addresseeOf } from './request.js';
import { requireRefusal, within } from './request-handler.js';
import { streamNames } from './stream-names.js';

/** What an agent may want to know while it is at a message. */
export interface ProcessContext {
  /** Aborted when the message was called off, or took too long. */
  readonly signal: AbortSignal;
  /** When nobody waits for an answer any more, milliseconds since 1970. */
  readonly deadline: number;
  /** Its lines carry the message's correlation id. */
  readonly logger: Logger;
}

/** What an agent reads, where it answers, and what it does. */
export interface AgentOptions extends HostOptions {
  /** What it does, as `geomin status` calls it; its group and its id are named after it. */
  readonly kind: string;
  /** Without the transport's prefix. */
  readonly inputStream: string;
  /** Where answers go whose message names no stream of its own. Default `<inputStream>_responses`. */
  readonly outputStream?: string;
  /** A message that takes longer is answered with an error, s. Default 300. */
  readonly maxProcessingTime?: number;
  /**
   * Works on one message. What it gives for a request is the `result` of the answer, written as JSON. A GeominError is told
   * whoever asked; after any other the message is delivered again, and in the end put with the dead letters. A message can come
   * twice, where an agent died before it had answered: doing it again must do no harm.
   */
  readonly process: (message: Message, context: ProcessContext) => unknown;
}

/**
 * An agent of any kind: a function, and around it all that agents have in common.
 *
 * @example
 * const agent = new Agent({
 *   transport,
 *   kind: 'weigher',
 *   inputStream: 'weights',
 *   process: ({ body }) => ({ kilograms: 1.66e-27 * Number(body.daltons) }),
 * });
 * await agent.start();
 */
export class Agent extends AgentLife {
  readonly #options: AgentOptions;
  protected override readonly host: AgentHost;
  readonly #replies: Replies;

  constructor(options: AgentOptions) {
    super();
    this.#options = options;
    const { transport, kind, inputStream, outputStream } = options;
    this.host = new AgentHost(options, {
      kind,
      names: streamNames(transport.prefix, inputStream),
      defaultGroup: `${kind}s`,
      handle: (delivery) => this.#handle(delivery),
      giveUp: (delivery, reason) => this.#replies.giveUp(delivery, reason),
    });
    this.#replies = this.host.replies(outputStream && `${transport.prefix}${outputStream}`);
  }

  async #handle(delivery: Delivery): Promise<Outcome> {
    const start = performance.now();
    const seconds = () => (performance.now() - start) / 1000;
    try {
      await this.host.check(delivery);
      const message = messageOf(delivery);
      const addressee = message.type === 'request' ? addresseeOf(delivery) : undefined;
      const result = await this.#process(message, addressee?.requestId ?? message.id);
      if (addressee === undefined) return {};
      const response = { requestId: addressee.requestId, success: true, result, processingTime: seconds() };
      return { answers: this.#replies.answer(delivery, addressee, response) };
    } catch (error) {
      return this.#replies.refuse(delivery, requireRefusal(error), seconds());
    }
  }

  async #process(message: Message, requestId: string): Promise<unknown> {
    const { process, maxProcessingTime = 300, logger = silentLogger } = this.#options;
    const deadline = message.time + 1000 * message.timeoutSeconds;
    const { cancellations, agentId } = this.host;
    cancellations.requireWanted({ requestId, deadline });
    const { controller, dispose } = cancellations.watch(requestId);
    const about = { agent_id: agentId, correlation_id: message.correlationId };
    const context = { signal: controller.signal, deadline, logger: logger.child(about) };
    try {
      const work = (async () => process(message, context))();
      return await within(work, maxProcessingTime, controller);
    } finally {
      dispose();
    }
  }
}
