import type { SpecialistState } from '../agents/heartbeat.js';
import { JOB_STATES } from '../jobs/job-data.js';
import { alignColumns } from './columns.js';
import type { DeploymentStatus, KnownAgent, KnownStream } from './deployment-status.js';
import { poolLines, poolSums } from './pool-report.js';
import { printable } from './printable.js';

/** What is not known, or does not apply. */
const NONE = '–';

/**
 * Tables for people to read.
 *
 * @param rate requests per second, where it is known
 */
export function statusLines(status: DeploymentStatus, rate: number | undefined): string[] {
  const { agents, streams, deadLetters } = status;
  return [
    ...agentLines(status),
    ...poolLines(agents),
    ...specialistLines(agents),
    '',
    ...alignColumns([
      ['stream', 'entries', 'group', 'waiting', 'in hand', 'members'],
      ...streams.flatMap(streamRows),
    ]),
    '',
    ...alignColumns([
      ['dead letters', ''],
      ...deadLetters.map(({ stream, count }) => [printable(stream), String(count)]),
    ]),
    '',
    ...jobLines(status),
    ...(agents.length === 0 || rate === undefined ? [] : ['', `throughput  ${rate.toFixed(1)} requests/s`]),
  ];
}

function agentLines({ agents, time }: DeploymentStatus): string[] {
  if (agents.length === 0) return ['no agent is alive; `geomin agent` starts one'];
  const heading = ['agent', 'state', 'host', 'in hand', 'done', 'failed', 'mean/ms', 'cache/MiB', 'heard of'];
  return alignColumns([heading, ...agents.map((agent) => agentRow(agent, time))]);
}

/** Whom coordinators ask, and whether they are there. */
function specialistLines(agents: readonly KnownAgent[]): string[] {
  const rows = agents.flatMap(({ id, state }) => {
    const specialists = Array.isArray(state.specialists) ? state.specialists : [];
    return specialists.map((specialist) => specialistRow(id, specialist));
  });
  if (rows.length === 0) return [];
  const heading = ['coordinator', 'asks', 'stream', 'weight', 'breaker', 'asked', 'failed', 'last failure'];
  return ['', ...alignColumns([heading, ...rows])];
}

function specialistRow(coordinator: string, asked: Partial<SpecialistState>): string[] {
  const { name, stream, weight, breaker, last_error: failure } = asked;
  return [
    printable(coordinator),
    printable(String(name ?? NONE)),
    printable(String(stream ?? NONE)),
    isNumber(weight) ? String(weight) : NONE,
    printable(String(breaker ?? NONE)),
    figure(asked.asked),
    figure(asked.failed),
    printable(String(failure ?? NONE)),
  ];
}

function agentRow({ id, state }: KnownAgent, time: number): string[] {
  const { stats, cache } = state;
  const done = stats?.requests_processed;
  const mean = isNumber(done) && done > 0 ? (1000 * (stats?.total_processing_time ?? NaN)) / done : undefined;
  const silence = isNumber(state.last_heartbeat) ? (time - state.last_heartbeat) / 1000 : undefined;
  return [
    printable(id),
    printable(String(state.state ?? NONE)),
    printable(String(state.host ?? NONE)),
    figure(state.in_hand),
    figure(done),
    figure(stats?.requests_failed),
    figure(mean, 2),
    figure(isNumber(cache?.bytes) ? cache.bytes / 1024 ** 2 : undefined, 1),
    silence === undefined ? NONE : `${Math.max(0, silence).toFixed(0)} s ago`,
  ];
}

function streamRows({ stream, state }: KnownStream): string[][] {
  const begin = [printable(stream), figure(state?.length)];
  if (state === undefined || state.groups.length === 0) return [[...begin, NONE, NONE, NONE, NONE]];
  return state.groups.map(({ name, lag, pending, members }, i) => [
    ...(i === 0 ? begin : ['', '']),
    printable(name),
    figure(lag),
    figure(pending),
    figure(members.length),
  ]);
}

/** Who does jobs stands among the agents. */
function jobLines({ jobs, agents }: DeploymentStatus): string[] {
  const workers = agents.filter(({ state }) => state.kind === 'job_worker').length;
  const counts = JOB_STATES.map((name) => figure(jobs[name]));
  return alignColumns([
    ['jobs', ...JOB_STATES, 'workers'],
    ['', ...counts, figure(workers)],
  ]);
}

function figure(value: unknown, digits = 0): string {
  return isNumber(value) ? value.toFixed(digits) : NONE;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

/** The same for programs: snake case, null for what is not known. */
export function statusJson(status: DeploymentStatus, rate: number | undefined): object {
  const { time, agents, streams, deadLetters, jobs } = status;
  return {
    time,
    agents: agents.map(({ id, state }) => ({ ...state, agent_id: id })),
    pools: poolSums(agents),
    streams: streams.map(streamJson),
    dead_letters: deadLetters,
    jobs,
    requests_per_second: rate ?? null,
  };
}

function streamJson({ stream, state }: KnownStream): object {
  const groups = (state?.groups ?? []).map(({ name, lag, pending, members }) => ({
    name,
    lag: lag ?? null,
    pending,
    members: members.map((member) => ({
      name: member.name,
      pending: member.pending,
      idle_ms: member.idleMs,
    })),
  }));
  return { stream, length: state?.length ?? null, groups };
}
