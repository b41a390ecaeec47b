import type { RedisSettings } from '../redis/settings.js';

/** What a process is told in the variable {@link PROCESS_VARIABLE}, as JSON. */
export interface ProcessSettings {
  readonly redis: Omit<RedisSettings, 'onError'>;
  readonly prefix: string;
  readonly maxBundleBytes?: number;
  /** The worker's id. */
  readonly owner: string;
  /** Between two checkpoints. */
  readonly checkpointSeconds: number;
  /** How long a job that nobody is heard of at stays with whoever had it. */
  readonly leaseSeconds: number;
}

/** The environment of a process is nobody's but its user's, as that of the worker itself. */
export const PROCESS_VARIABLE = 'GEOMIN_JOB_PROCESS';
