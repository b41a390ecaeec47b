import { afterEach, beforeEach } from 'vitest';
import type { Entry, OutgoingFields } from '../../src/transport/entry.js';
import type { Transport } from '../../src/transport/transport.js';

/** Streams that nobody else uses, and connections to them. */
export interface Deployment {
  /** Opens a transport. All of them share streams, bundles and notes, under one prefix. */
  open(): Promise<Transport>;
  /** Ends a transport as if its process had died: nothing is given back. */
  abandon(transport: Transport): Promise<void>;
  /** Loses streams, groups and all, as an empty server in the place of the old one has. Absent where that can't be. */
  forget?(): Promise<void>;
  /** Closes whatever is open. */
  close(): Promise<void>;
}

export type MakeDeployment = () => Promise<Deployment>;

/** A deployment for each test, and a first transport to it. */
export class Fixture {
  deployment!: Deployment;
  transport!: Transport;

  constructor(makeDeployment: MakeDeployment) {
    beforeEach(async () => {
      this.deployment = await makeDeployment();
      this.transport = await this.deployment.open();
    });
    afterEach(() => this.deployment.close());
  }

  /** A name under the deployment's prefix. */
  stream(name: string): string {
    return `${this.transport.prefix}${name}`;
  }

  /** Sends entries one after the other, each `{n: number}`; gives their ids. */
  async sendNumbers(stream: string, from: number, to: number): Promise<string[]> {
    const ids: string[] = [];
    for (let n = from; n <= to; n++) ids.push(await this.transport.send(stream, { n: String(n) }));
    return ids;
  }
}

/** The `n` of entries. */
export function numbers(entries: readonly Entry[]): number[] {
  return entries.map(({ fields }) => Number(fields.get('n')!.toString()));
}

/** An entry's fields as text. */
export function texts({ fields }: Entry): Record<string, string> {
  return Object.fromEntries([...fields].map(([name, value]) => [name, value.toString()]));
}

/** The numbers from one to another. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

/** An answer. */
export function answer(stream: string, fields: OutgoingFields, onlyIfAwaited = false) {
  return { stream, fields, onlyIfAwaited };
}

/** What a promise gives, and after how long, ms. */
export async function timed<T>(promise: Promise<T>): Promise<{ value: T; ms: number }> {
  const start = performance.now();
  const value = await promise;
  return { value, ms: performance.now() - start };
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
