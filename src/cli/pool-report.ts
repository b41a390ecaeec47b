import { alignColumns } from './columns.js';
import type { KnownAgent } from './deployment-status.js';
import { printable } from './printable.js';

/** What the living agents of a pool have done together. */
export interface PoolSum {
  readonly pool: string;
  readonly agents: number;
  readonly in_hand: number;
  readonly requests_processed: number;
  readonly requests_failed: number;
  /** How often their processes had to be started again. */
  readonly restarts: number;
}

/** The sums of all pools, by their names. */
export function poolSums(agents: readonly KnownAgent[]): PoolSum[] {
  const names = new Set(agents.map(({ state }) => state.pool).filter((pool) => typeof pool === 'string'));
  return [...names].sort().map((pool) => {
    const states = agents.map(({ state }) => state).filter((state) => state.pool === pool);
    const sum = (figures: unknown[]) => figures.reduce((total: number, figure) => total + countOf(figure), 0);
    return {
      pool,
      agents: states.length,
      in_hand: sum(states.map((state) => state.in_hand)),
      requests_processed: sum(states.map(({ stats }) => stats?.requests_processed)),
      requests_failed: sum(states.map(({ stats }) => stats?.requests_failed)),
      restarts: sum(states.map(({ restarts }) => restarts)),
    };
  });
}

/** A table of them; nothing where there are none. */
export function poolLines(agents: readonly KnownAgent[]): string[] {
  const rows = poolSums(agents).map(({ pool, ...counts }) => [
    printable(pool),
    ...Object.values(counts).map(String),
  ]);
  if (rows.length === 0) return [];
  return ['', ...alignColumns([['pool', 'agents', 'in hand', 'done', 'failed', 'restarts'], ...rows])];
}

/** Whoever writes to Redis could have said it. */
function countOf(figure: unknown): number {
  return typeof figure === 'number' && Number.isFinite(figure) ? figure : 0;
}
