import type { Transport } from '../transport/transport.js';
import type { StatsState } from './agent-stats.js';

/** How a coordinator finds those whom it asks. */
export interface SpecialistState {
  readonly name: string;
  /** Of the requests, without the prefix. */
  readonly stream: string;
  readonly weight: number;
  /** `open` while it is not asked because it failed so often. */
  readonly breaker: 'closed' | 'open' | 'half_open';
  readonly asked: number;
  readonly failed: number;
  /** What it failed with last. */
  readonly last_error: string | null;
}

/** How an agent is, as it stands in the registry: JSON under `agent:<id>`. */
export interface AgentState {
  readonly agent_id: string;
  /** What it does, such as `geometry_agent`. */
  readonly kind: string;
  /** Of an agent of a pool: whose it is, and how often its process had to be started again. */
  readonly pool?: string;
  readonly restarts?: number;
  readonly state: 'starting' | 'running' | 'draining' | 'stopped';
  readonly host: string;
  readonly pid: number;
  readonly consumer_name: string;
  /** Milliseconds since 1970. */
  readonly last_heartbeat: number;
  /** Requests that it is at. */
  readonly in_hand: number;
  readonly stats: StatsState;
  /** Of those that keep targets of macromolecules. */
  readonly cache?: { readonly macromolecules: number; readonly bytes: number };
  /** Of a specialist: those that it computes. */
  readonly terms?: readonly string[];
  /** Of a coordinator: whom it asks. */
  readonly specialists?: readonly SpecialistState[];
  /** Messages that were not signed as they should be, by what was wrong. */
  readonly refused_messages: Readonly<Record<string, number>>;
}

/** Heartbeats that may be missed until an agent counts as dead. */
const MISSED = 3;

/** Whose heartbeat it is, and how often. */
export interface HeartbeatOptions {
  readonly transport: Transport;
  readonly agentId: string;
  readonly intervalSeconds: number;
  readonly describe: () => Omit<AgentState, 'last_heartbeat'>;
  readonly onBeat: () => void;
  readonly onFailure: (error: unknown) => void;
}

/** Says every few seconds that an agent is alive, and how it is. */
export class Heartbeat {
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: HeartbeatOptions) {}

  async start(): Promise<void> {
    this.#timer = setInterval(() => void this.beat(), 1000 * this.options.intervalSeconds);
    await this.beat();
  }

  async beat(): Promise<void> {
    const { transport, agentId, intervalSeconds, describe, onBeat, onFailure } = this.options;
    const state: AgentState = { ...describe(), last_heartbeat: Date.now() };
    try {
      await transport.registry.announce(agentId, JSON.stringify(state), MISSED * intervalSeconds);
      onBeat();
    } catch (error) {
      onFailure(error);
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.options.transport.registry.withdraw(this.options.agentId);
  }
}
