import { rmSync } from 'node:fs';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type EndingSignal = (typeof SIGNALS)[number];

/** Files to remove. */
const unfinished = new Set<string>();
/** Signals that somebody else waited for when the first file came, and that have not come since. */
const awaited = new Set<EndingSignal>();

/**
 * Removes a file where a signal ends the process before it is whole: a signal that nobody waits for, or the second where
 * somebody waited for one.
 *
 * @returns what is to be called once the file is whole or gone
 */
export function removeOnSignal(path: string): () => void {
  if (unfinished.size === 0) listen();
  unfinished.add(path);
  return () => {
    if (unfinished.delete(path) && unfinished.size === 0) stopListening();
  };
}

function listen(): void {
  for (const signal of SIGNALS) {
    if (process.listenerCount(signal) > 0) awaited.add(signal);
    else awaited.delete(signal);
    process.on(signal, removeAll);
  }
}

function stopListening(): void {
  for (const signal of SIGNALS) process.off(signal, removeAll);
}

function removeAll(signal: EndingSignal): void {
  if (awaited.delete(signal)) return;
  for (const path of unfinished) rmSync(path, { force: true });
  stopListening();
  process.kill(process.pid, signal);
}
