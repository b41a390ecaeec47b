import type { LogLevel } from '../agents/log-level.js';
import type { RedisOptions } from './redis-options.js';

/** What the command line asks of a worker. Times are in seconds. */
export interface WorkerOptions extends RedisOptions {
  readonly connectTimeout: number;
  readonly id?: string;
  readonly concurrency?: number;
  readonly claimAfter: number;
  readonly checkpointEvery: number;
  readonly maxDeaths: number;
  readonly logLevel: LogLevel;
}
