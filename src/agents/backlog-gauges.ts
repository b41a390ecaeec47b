import { Gauge, type Registry } from 'prom-client';
import type { Backlog } from './metrics.js';
import { shared, valuesWithin } from './values-within.js';

/** Longest wait for the state of streams, ms: without Redis the other figures are wanted all the more. */
const BACKLOG_WAIT = 1000;

/** Lets the figures of a registry have what streams still hold; asked for each time that somebody looks. Once. */
export function watchBacklog(registry: Registry, read: () => Promise<readonly Backlog[]>): void {
  const underWay = shared(read);
  const latest = () => valuesWithin(BACKLOG_WAIT, underWay());
  const watch = (name: string, help: string, count: (backlog: Backlog) => number | undefined) => {
    const gauge = new Gauge({
      name: `geomin_${name}`,
      help,
      labelNames: ['stream'],
      registers: [registry],
      collect: async () => {
        gauge.reset();
        for (const backlog of await latest()) {
          const value = count(backlog);
          if (value !== undefined) gauge.set({ stream: backlog.stream }, value);
        }
      },
    });
  };
  watch('stream_lag', 'Entries not handed out yet', ({ lag }) => lag);
  watch('stream_pending', 'Entries handed out and not settled', ({ pending }) => pending);
}
