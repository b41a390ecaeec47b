import { Coordinator } from '../agents/coordinator.js';
import { GeometryAgent, type GeometryAgentOptions } from '../agents/geometry-agent.js';
import type { LogLevel } from '../agents/log-level.js';
import type { Permission } from '../agents/permissions.js';
import type { TargetAgent } from '../agents/target-agent.js';
import type { Term } from '../restraints/restraints.js';
import type { KeyOptions } from './key-options.js';
import type { RedisOptions } from './redis-options.js';
import { specialistsOf, type SpecialistFlags } from './specialist-options.js';
import type { StreamOption } from './stream-option.js';
import type { TraceOption } from './trace-option.js';

/** What the command line asks of agents. Times are in seconds. */
export interface AgentCommandOptions
  extends RedisOptions, KeyOptions, StreamOption, SpecialistFlags, TraceOption {
  readonly connectTimeout: number;
  readonly id?: string;
  readonly instances: number;
  readonly group: string;
  readonly concurrency: number;
  readonly threads?: number;
  readonly maxProcessingTime: number;
  readonly healthCheckInterval: number;
  readonly claimAfter: number;
  readonly maxDeliveries: number;
  readonly permissions: readonly Permission[];
  readonly maxAtoms?: number;
  readonly maxRestraints?: number;
  readonly cacheBytes: number;
  readonly maxMessageBytes: number;
  readonly maxBundleBytes: number;
  readonly metricsPort?: number;
  readonly metricsHost: string;
  readonly logLevel: LogLevel;
  /** A specialist computes no others. */
  readonly terms?: readonly Term[];
  readonly specialistTimeout: number;
}

/** An agent as the command line wants it: one that computes, or one that asks specialists. */
export function makeAgent(
  options: AgentCommandOptions,
  shared: Omit<GeometryAgentOptions, 'requestStream'>,
): TargetAgent {
  const all = { ...agentOptions(options), ...shared };
  const { specialistTimeout, terms } = options;
  const specialists = specialistsOf(options);
  if (specialists === undefined) return new GeometryAgent({ ...all, terms });
  return new Coordinator({ ...all, specialists, specialistTimeout });
}

/** The same for the library, without what the agents of a process share. */
function agentOptions(options: AgentCommandOptions): Omit<GeometryAgentOptions, 'transport'> {
  const { concurrency, threads, maxProcessingTime, healthCheckInterval, claimAfter, maxDeliveries } = options;
  const { maxAtoms, maxRestraints, maxMessageBytes, maxBundleBytes } = options;
  return {
    requestStream: options.stream,
    consumerGroup: options.group,
    concurrency,
    threads,
    maxProcessingTime,
    healthCheckInterval,
    claimAfter,
    maxDeliveries,
    permissions: options.permissions,
    cacheBytes: options.cacheBytes,
    resourceLimits: { maxAtoms, maxRestraints, maxMessageBytes, maxBundleBytes },
  };
}
