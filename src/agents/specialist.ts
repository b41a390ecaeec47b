import {
  BrokenCircuitError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhen,
  type CircuitBreakerPolicy,
} from 'cockatiel';
import { GeominError, type ErrorCode } from '../errors.js';
import type { Evaluation, EvaluationContext, Target } from '../geometry/target.js';
import { inSpan } from '../spans.js';
import type { Transport } from '../transport/transport.js';
import { AgentClient } from './agent-client.js';
import { AskedTarget } from './asked-target.js';
import type { SpecialistState } from './heartbeat.js';
import type { Macromolecule } from './macromolecule.js';

/** Whom a coordinator asks. */
export interface SpecialistOptions {
  /** What errors call it. */
  readonly name: string;
  /** Of its requests, without the transport's prefix. */
  readonly requestStream: string;
  /** What its energies and gradients are multiplied by. Default 1. */
  readonly weight?: number;
}

/** How patient a coordinator is with those whom it asks. */
export interface Patience {
  /** Until a specialist is asked again, s. Default 10. */
  readonly specialistTimeout?: number;
  /** How often it is asked again before it counts as failed. Default 1. */
  readonly specialistRetries?: number;
  /** After so many failures in a row a specialist is not asked for a while. Default 5. */
  readonly breakAfter?: number;
  /** How long, s; then one request tries it. Default 10. */
  readonly breakSeconds?: number;
}

/** What a specialist needs of its coordinator. */
export interface SpecialistParts extends Patience {
  readonly transport: Transport;
  readonly keys?: readonly Buffer[];
}

/** What says that nobody is there. All else is an answer. */
const NOBODY_THERE: readonly ErrorCode[] = ['TIMEOUT', 'TRANSPORT', 'UNAVAILABLE'];

/** Share of a request's time that is left for telling its caller who was late, and the most of it, ms. */
const MARGIN = 0.1;
const LONGEST_MARGIN = 1000;

const STATES = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.HalfOpen]: 'half_open',
  [CircuitState.Isolated]: 'open',
} as const;

/** Agents of one request stream as a coordinator sees them: one client, and one circuit breaker. */
export class Specialist {
  readonly #breaker: CircuitBreakerPolicy;
  #client: Promise<AgentClient> | undefined;
  #asked = 0;
  #failed = 0;
  #lastError: string | undefined;

  constructor(
    private readonly options: SpecialistOptions,
    private readonly parts: SpecialistParts,
  ) {
    const { breakAfter = 5, breakSeconds = 10 } = parts;
    this.#breaker = circuitBreaker(handleWhen(isNobodyThere), {
      halfOpenAfter: 1000 * breakSeconds,
      breaker: new ConsecutiveBreaker(breakAfter),
    });
  }

  get name(): string {
    return this.options.name;
  }

  get weight(): number {
    return this.options.weight ?? 1;
  }

  get state(): SpecialistState {
    const { name, requestStream: stream } = this.options;
    const breaker = STATES[this.#breaker.state];
    const counts = { asked: this.#asked, failed: this.#failed, last_error: this.#lastError ?? null };
    return { name, stream, weight: this.weight, breaker, ...counts };
  }

  /** Evaluates a macromolecule by asking these agents. */
  async targetOf(macromolecule: Macromolecule): Promise<Target> {
    const { transport, keys } = this.parts;
    const [client, atomCount] = await Promise.all([this.#open(), macromolecule.atomCount()]);
    const about = { macromoleculeBundleId: macromolecule.id, atomCount, isSigned: keys !== undefined };
    const asked = new AskedTarget({ transport, client, ...about });
    return {
      atomCount,
      evaluate: (sites, gradients, context = {}) =>
        inSpan(`specialist ${this.name}`, { attributes: { 'geomin.weight': this.weight } }, () =>
          this.#guarded(() => asked.evaluate(sites, gradients, inTime(context))),
        ),
      close: () => asked.close(),
    };
  }

  async close(): Promise<void> {
    await (await this.#client)?.close();
  }

  #open(): Promise<AgentClient> {
    const { transport, keys, specialistTimeout = 10, specialistRetries = 1 } = this.parts;
    const patience = { timeoutSeconds: specialistTimeout, retries: specialistRetries };
    const { requestStream } = this.options;
    this.#client ??= AgentClient.open({ transport, keys, requestStream, ...patience });
    return this.#client;
  }

  async #guarded(ask: () => Promise<Evaluation>): Promise<Evaluation> {
    try {
      return await this.#breaker.execute(() => {
        this.#asked += 1;
        return ask();
      });
    } catch (error) {
      if (error instanceof BrokenCircuitError) throw this.#unavailable();
      this.#failed += 1;
      this.#lastError = error instanceof Error ? error.message : String(error);
      throw error;
    }
  }

  #unavailable(): GeominError {
    const { breakAfter = 5, breakSeconds = 10 } = this.parts;
    const { requestStream } = this.options;
    const fault = `it was not asked, as it failed ${breakAfter} times in a row, last with: ${this.#lastError}`;
    const look = `\`geomin status --stream ${requestStream}\` shows whether any agent reads its stream.`;
    return new GeominError('UNAVAILABLE', fault, `It is tried again every ${breakSeconds} s. ${look}`);
  }
}

function isNobodyThere(error: Error): boolean {
  return error instanceof GeominError && NOBODY_THERE.includes(error.code);
}

/** Leaves enough time to say who was late. */
function inTime(context: EvaluationContext): EvaluationContext {
  if (context.deadline === undefined) return context;
  const left = Math.max(0, context.deadline - Date.now());
  return { ...context, deadline: context.deadline - Math.min(MARGIN * left, LONGEST_MARGIN) };
}
