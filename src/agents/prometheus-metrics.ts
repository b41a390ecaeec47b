import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { ErrorCode } from '../errors.js';
import { watchBacklog } from './backlog-gauges.js';
import { Beats } from './beats.js';
import type { AgentMetrics, Backlog, ServedMetrics } from './metrics.js';
import type { Figures } from './pool-messages.js';
import type { SignatureFault } from './signature.js';

/** From the half millisecond of a small model to the minutes of restraints of a ribosome, s. */
const LATENCY_BUCKETS = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60, 300,
];
/** From 660 atoms in 20 µs on, s. */
const COMPUTE_BUCKETS = [
  2e-5, 5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 0.01, 0.025, 0.05, 0.1, 0.5, 2.5,
];

/** Errors of requests that nothing was computed for; all others failed in the work. */
const OUTCOMES: Partial<Record<ErrorCode, string>> = {
  DENIED: 'refused',
  LIMIT: 'refused',
  REQUEST: 'refused',
  TIMEOUT: 'expired',
  CANCELLED: 'cancelled',
};

/** Metrics in the form that Prometheus reads, in a registry of their own. */
export class PrometheusMetrics implements AgentMetrics, ServedMetrics {
  private readonly registry = new Registry();
  private readonly registers = [this.registry];
  private readonly beats = new Beats();

  private readonly requests = this.counter('requests_total', 'Requests done with', ['outcome', 'error_code']);
  private readonly latency = this.histogram('request_seconds', 'From delivery to answer', LATENCY_BUCKETS);
  private readonly compute = this.histogram('compute_seconds', 'Of one evaluation', COMPUTE_BUCKETS);
  private readonly atoms = this.counter('atoms_evaluated_total', 'Atoms of all evaluations');
  private readonly lookups = this.counter('restraint_cache_total', 'Restraints looked for', ['result']);
  private readonly cacheBytes = this.gauge('restraint_cache_bytes', 'Size of all restraints kept');
  private readonly deadLetters = this.counter('dead_letters_total', 'Entries put into a dead-letter stream');
  private readonly refusals = this.counter('signatures_refused_total', 'Entries refused', ['fault']);
  private readonly reconnects = this.counter('reconnects_total', 'Lost connections that came back');

  /** @param labels of every figure, such as the agent's id */
  constructor(labels: Readonly<Record<string, string>> = {}) {
    this.registry.setDefaultLabels(labels);
    const resident: Gauge = this.gauge('resident_memory_bytes', 'Of the process', [], () => {
      resident.set(process.memoryUsage.rss());
    });
  }

  request(result: 'success' | 'duplicate' | ErrorCode, seconds: number): void {
    const isError = result !== 'success' && result !== 'duplicate';
    this.requests.inc({
      outcome: isError ? (OUTCOMES[result] ?? 'failed') : result,
      error_code: isError ? result : '',
    });
    this.latency.observe(seconds);
  }

  computed(atoms: number, seconds: number): void {
    this.compute.observe(seconds);
    this.atoms.inc(atoms);
  }

  cache(hit: boolean): void {
    this.lookups.inc({ result: hit ? 'hit' : 'miss' });
  }

  cacheGrew(bytes: number): void {
    this.cacheBytes.inc(bytes);
  }

  deadLetter(): void {
    this.deadLetters.inc();
  }

  signatureRefused(fault: SignatureFault): void {
    this.refusals.inc({ fault });
  }

  reconnected(): void {
    this.reconnects.inc();
  }

  beat(agentId: string): void {
    this.beats.heard(agentId);
  }

  ended(agentId: string): void {
    this.beats.forget(agentId);
  }

  get silence(): number {
    return this.beats.silence;
  }

  watchBacklog(read: () => Promise<readonly Backlog[]>): void {
    watchBacklog(this.registry, read);
  }

  /** For a pool, which has those of all its agents. */
  figures(): Promise<Figures> {
    return this.registry.getMetricsAsJSON();
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  private counter<Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) {
    return new Counter({ name: `geomin_${name}`, help, labelNames, registers: this.registers });
  }

  private histogram(name: string, help: string, buckets: number[]) {
    return new Histogram({ name: `geomin_${name}`, help: `${help}, s`, buckets, registers: this.registers });
  }

  private gauge<Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[] = [],
    collect?: () => void | Promise<void>,
  ): Gauge<Label> {
    return new Gauge({ name: `geomin_${name}`, help, labelNames, collect, registers: this.registers });
  }
}
