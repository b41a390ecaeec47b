import type { ErrorCode } from '../errors.js';

/** Which pool an agent belongs to. */
export interface PoolMembership {
  /** Of the pool. */
  readonly id: string;
  /** How often the agent's process had to be started again. */
  readonly restarts: number;
}

/** Figures of a registry of prom-client, as JSON. */
export type Figures = readonly object[];

/** What a pool tells a process of its own. */
export type PoolOrder =
  | {
      readonly type: 'start';
      readonly agentId: string;
      readonly pool: PoolMembership;
      /** What the process makes its agent of: only its program knows the shape. */
      readonly settings: unknown;
    }
  | { readonly type: 'figures' }
  | { readonly type: 'stop' };

/** What the process tells its pool. */
export type PoolReport =
  | { readonly type: 'started' }
  | { readonly type: 'beat' }
  | { readonly type: 'figures'; readonly figures: Figures }
  /** What it was told, or what it found, will not do: another start would end alike. */
  | {
      readonly type: 'refused';
      readonly code: ErrorCode;
      readonly message: string;
      readonly remedy: string;
    };
