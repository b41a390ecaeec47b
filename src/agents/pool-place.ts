import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { ExponentialBackoff } from 'cockatiel';
import { GeominError } from '../errors.js';
import type { Logger } from './logger.js';
import type { Figures, PoolOrder, PoolReport } from './pool-messages.js';
import { valuesWithin } from './values-within.js';

/** How a pool deals with processes that die. */
export interface RestartPolicy {
  /** How often in a row a process may die at once until it is given up. Default 10, in about a minute. */
  readonly attempts?: number;
  /** The longest pause before it is started again, ms. Default 30,000; the first is some 100. */
  readonly longestPause?: number;
}

/** Whose place it is, and what runs there. */
export interface PoolPlaceOptions extends RestartPolicy {
  readonly agentId: string;
  readonly pool: string;
  /** A module that calls `servePool`. */
  readonly program: URL;
  /** What the program makes its agent of; can be cloned. */
  readonly settings: unknown;
  readonly logger: Logger;
  readonly onBeat: (agentId: string) => void;
  readonly onRestart: (agentId: string) => void;
}

/** Who dies before its agent has run for so long has died at once, ms. */
const AT_ONCE = 1000;

/** How long figures are waited for, ms. */
const FIGURES_WAIT = 1000;

/** How a process ended. */
interface End {
  readonly how: string;
  /** Whether its agent had run for a while. */
  readonly hadRun: boolean;
}

/** One agent's place in a pool: its process, and after that died the next. */
export class PoolPlace {
  readonly #stopping = new AbortController();
  #child: ChildProcess | undefined;
  #startedAt: number | undefined;
  #refusal: GeominError | undefined;
  #restarts = 0;
  #onFigures: (figures: Figures) => void = () => undefined;

  constructor(private readonly options: PoolPlaceOptions) {}

  /**
   * Keeps an agent there until `stop`.
   *
   * @throws GeominError where it is of no use to start another: why the agent could not start, or `UNAVAILABLE` where it
   *   died at once ever again
   */
  async run(): Promise<void> {
    const { agentId, logger, onRestart, attempts = 10, longestPause: maxDelay = 30_000 } = this.options;
    const backoff = new ExponentialBackoff({ maxDelay });
    let pause = backoff.next();
    for (let deaths = 0; !this.#stopping.signal.aborted;) {
      const { how, hadRun } = await this.#live();
      if (this.#stopping.signal.aborted) return;
      if (this.#refusal) throw this.#refusal;
      deaths = hadRun ? 0 : deaths + 1;
      if (deaths >= attempts) throw givenUp(agentId, deaths, how);
      logger.warn({ agent_id: agentId, how }, 'an agent has died, and is started again');
      pause = hadRun ? backoff.next() : pause.next(undefined);
      if (!hadRun)
        await sleep(pause.duration, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      this.#restarts += 1;
      onRestart(agentId);
    }
  }

  /** Has the agent finish what it has in hand; then `run` returns. */
  stop(): void {
    this.#stopping.abort();
    this.#tell({ type: 'stop' });
  }

  /** What the agent counts; nothing where its process does not say so in time. */
  async figures(): Promise<Figures> {
    const answer = new Promise<Figures>((resolve) => (this.#onFigures = resolve));
    this.#tell({ type: 'figures' });
    return valuesWithin(FIGURES_WAIT, answer);
  }

  /** The life of one process. */
  async #live(): Promise<End> {
    const { agentId, pool: id, program, settings } = this.options;
    this.#startedAt = undefined;
    const child = fork(program, {
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child = child;
    child.on('message', (report: PoolReport) => this.#hear(report));
    this.#tell({ type: 'start', agentId, pool: { id, restarts: this.#restarts }, settings });
    // Where there can't even be a process, that is an end like any other.
    const [code, signal] = (await once(child, 'exit').catch((error: Error) => [error.message])) as unknown[];
    this.#child = undefined;
    const how = typeof code === 'number' ? `with status ${code}` : `by ${String(signal ?? code)}`;
    return { how, hadRun: performance.now() - (this.#startedAt ?? Infinity) >= AT_ONCE };
  }

  #hear(report: PoolReport): void {
    const { agentId, onBeat } = this.options;
    if (report.type === 'started') this.#startedAt = performance.now();
    else if (report.type === 'beat') onBeat(agentId);
    else if (report.type === 'figures') this.#onFigures(report.figures);
    else this.#refusal = new GeominError(report.code, report.message, report.remedy);
  }

  /** A process that is ending hears nothing any more. */
  #tell(order: PoolOrder): void {
    if (this.#child?.connected) this.#child.send(order, () => undefined);
  }
}

function givenUp(agentId: string, deaths: number, how: string): GeominError {
  const fault = `${agentId} died ${deaths} times in a row as soon as it was started, at last ${how}`;
  return new GeominError('UNAVAILABLE', fault, 'Its last words are in the log, if it had any.');
}
