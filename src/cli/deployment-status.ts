import type { AgentState } from '../agents/heartbeat.js';
import { streamNames } from '../agents/stream-names.js';
import type { JobState } from '../jobs/job-data.js';
import type { JobQueue } from '../jobs/job-queue.js';
import { deadLetterStream } from '../transport/dead-letter.js';
import type { StreamState, Transport } from '../transport/transport.js';

/** What an agent said of itself last; whoever writes to Redis could have said it, so that any of it may be missing. */
export interface KnownAgent {
  readonly id: string;
  readonly state: Readonly<Partial<AgentState>>;
}

/** A stream that requests, answers or cancellations are in; `state` is undefined where there is none yet. */
export interface KnownStream {
  readonly stream: string;
  readonly state: StreamState | undefined;
}

/** How a deployment is. */
export interface DeploymentStatus {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly agents: readonly KnownAgent[];
  /** The lanes, the highest first, then answers of the old form, then control. */
  readonly streams: readonly KnownStream[];
  /** Of each lane. */
  readonly deadLetters: readonly { readonly stream: string; readonly count: number }[];
  /** How many there are in each state. */
  readonly jobs: Readonly<Record<JobState, number>>;
}

/** What there is to look at. */
export interface Deployment {
  readonly transport: Transport;
  readonly queue: Pick<JobQueue, 'counts'>;
}

/** @param requestStream without the prefix */
export async function deploymentStatus(
  { transport, queue }: Deployment,
  requestStream: string,
): Promise<DeploymentStatus> {
  const { lanes, responses, control } = streamNames(transport.prefix, requestStream);
  const [announced, streams, deadLetters, jobs] = await Promise.all([
    transport.registry.announced(),
    Promise.all([...lanes, responses, control].map((stream) => streamOf(transport, stream))),
    Promise.all(lanes.map((lane) => streamOf(transport, deadLetterStream(lane)))),
    queue.counts(),
  ]);
  const agents = [...announced].map(([id, text]) => ({ id, state: parseState(text) }));
  return {
    time: Date.now(),
    agents: agents.sort((a, b) => (a.id < b.id ? -1 : 1)),
    streams,
    deadLetters: deadLetters.map(({ stream, state }) => ({ stream, count: state?.length ?? 0 })),
    jobs,
  };
}

async function streamOf(transport: Transport, stream: string): Promise<KnownStream> {
  return { stream, state: await transport.streamState(stream) };
}

function parseState(text: string): Partial<AgentState> {
  try {
    const state = JSON.parse(text) as unknown;
    return typeof state === 'object' && state !== null ? state : {};
  } catch {
    return {};
  }
}
