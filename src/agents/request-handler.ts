import { FramePool } from '../bundles/points-frame.js';
import { GeominError } from '../errors.js';
import type { EvaluationContext } from '../geometry/target.js';
import type { Delivery, Entry } from '../transport/entry.js';
import type { Outcome } from '../transport/group-reader.js';
import type { Transport } from '../transport/transport.js';
import { calculate } from './calculator.js';
import type { Cancellations } from './cancellations.js';
import { requirePermissions, type Permission } from './permissions.js';
import type { Replies } from './replies.js';
import { parseRequest, type GeometryRequest } from './request.js';
import type { GeometryResponse } from './response.js';
import type { SitesSource } from './sites-source.js';
import type { TargetCache } from './target-cache.js';
import { timerDelay } from './timer.js';

/** What answering requests takes. */
export interface RequestHandlerParts {
  readonly transport: Transport;
  readonly replies: Replies;
  readonly targets: TargetCache;
  readonly sites: SitesSource;
  readonly cancellations: Cancellations;
  readonly permissions: ReadonlySet<Permission>;
  /** Bytes. */
  readonly maxMessageBytes: number;
  /** Seconds. */
  readonly maxProcessingTime: number;
  /** Refuses entries that are not signed as they should be. */
  readonly check: (entry: Entry) => Promise<void>;
  /** Told of every evaluation: atoms, and seconds. */
  readonly onComputed: (atoms: number, seconds: number) => void;
}

/**
 * Answers entries of the request streams. Whatever is wrong with one is told its sender, in a response; an entry without
 * a sender goes to the dead letters. Only where the transport fails is an entry left to be delivered again.
 */
export class RequestHandler {
  readonly #frames = new FramePool();

  constructor(private readonly parts: RequestHandlerParts) {}

  async handle(delivery: Delivery): Promise<Outcome> {
    const start = performance.now();
    try {
      await this.#admit(delivery);
      if (delivery.fields.has('coordinate_update')) {
        await this.parts.sites.update(delivery);
        return {};
      }
      const request = parseRequest(delivery);
      const response = await this.#answer(request, delivery);
      const complete = { ...response, processingTime: secondsSince(start) };
      return { answers: this.parts.replies.answer(delivery, request, complete) };
    } catch (error) {
      return this.parts.replies.refuse(delivery, requireRefusal(error), secondsSince(start));
    }
  }

  async #admit(delivery: Delivery): Promise<void> {
    const { maxMessageBytes, check } = this.parts;
    let bytes = 0;
    for (const value of delivery.fields.values()) bytes += value.length;
    if (bytes > maxMessageBytes) {
      throw new GeominError(
        'LIMIT',
        `the message has ${bytes} bytes, this agent takes ${maxMessageBytes} at most`,
      );
    }
    await check(delivery);
    const kinds = ['request', 'coordinate_update'].filter((name) => delivery.fields.has(name));
    if (kinds.length === 1) return;
    const fault = kinds.length === 0 ? 'neither a field request nor' : 'both a field request and';
    throw new GeominError('REQUEST', `the entry has ${fault} a field coordinate_update`);
  }

  async #answer(
    request: GeometryRequest,
    delivery: Delivery,
  ): Promise<Omit<GeometryResponse, 'processingTime'>> {
    const { permissions, cancellations, targets, sites, transport, maxProcessingTime, onComputed } =
      this.parts;
    cancellations.requireWanted(request);
    requirePermissions(request, permissions);
    const work = async (context: EvaluationContext) => {
      const { target, sitesCart } = await targets.get(
        request.macromoleculeBundleId,
        request.refreshRestraints,
      );
      const room = this.#frames.borrow(target.atomCount);
      try {
        const requested = await sites.sitesFor(request, delivery, sitesCart, room.points);
        // Restraints may have taken a while.
        cancellations.requireWanted(request);
        const frames = this.#frames;
        const parts = { bundles: transport.bundles, frames, onComputed };
        return await calculate(request, target, requested, parts, context);
      } finally {
        this.#frames.giveBack(room);
      }
    };
    const { controller, dispose } = cancellations.watch(request.requestId);
    try {
      return await within(
        work(contextOf(request, delivery, controller.signal)),
        maxProcessingTime,
        controller,
      );
    } finally {
      dispose();
    }
  }
}

/** What is no fault of the request is thrown: then it is delivered again. */
export function requireRefusal(error: unknown): GeominError {
  if (error instanceof GeominError && error.code !== 'TRANSPORT') return error;
  throw error;
}

/** What the work on a request is told of it. */
function contextOf(request: GeometryRequest, { fields }: Delivery, signal: AbortSignal): EvaluationContext {
  const messageId = fields.get('message_id')?.toString();
  return {
    signal,
    deadline: request.deadline,
    allowPartial: request.allowPartial,
    correlationId: fields.get('correlation_id')?.toString() ?? messageId ?? request.requestId,
    parentId: messageId,
  };
}

/** @throws GeominError `TIMEOUT` where the work takes longer, or why it was aborted; it may go on, but nobody hears of it */
export async function within<T>(work: Promise<T>, seconds: number, controller: AbortController): Promise<T> {
  const late = () => new GeominError('TIMEOUT', `the calculation took more than ${seconds} s`);
  const timer = setTimeout(() => controller.abort(late()), timerDelay(seconds));
  const { signal } = controller;
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as GeominError));
  });
  try {
    return await Promise.race([aborted, work]);
  } finally {
    clearTimeout(timer);
  }
}

function secondsSince(start: number): number {
  return (performance.now() - start) / 1000;
}
