import { expect } from 'vitest';
import { SignatureGuard, type SignatureFault } from '../../src/agents/signature.js';
import type { Entry, OutgoingFields } from '../../src/transport/entry.js';

export const KEY = Buffer.from('a key of the tests, long enough');

/** A timestamp. */
export const now = () => String(Date.now() / 1000);

/** What arrives where fields were sent. */
export function arrive(fields: OutgoingFields, id = '1-0', stream = 'geometry_requests'): Entry {
  const bytes = Object.entries(fields).map(([name, value]) => [name, Buffer.from(value as string)] as const);
  return { id, stream, fields: new Map(bytes) };
}

/** Nonces that are never forgotten. */
export class Nonces {
  readonly owners = new Map<string, string>();
  readonly ttls: number[] = [];

  async useNonce(nonce: string, entryId: string, ttlSeconds: number): Promise<boolean> {
    this.ttls.push(ttlSeconds);
    if (!this.owners.has(nonce)) this.owners.set(nonce, entryId);
    return this.owners.get(nonce) === entryId;
  }
}

export function makeGuard(keys = [KEY], windowSeconds?: number) {
  const registry = new Nonces();
  const told: SignatureFault[] = [];
  const guard = new SignatureGuard({ keys, windowSeconds, registry, onRefusal: (fault) => told.push(fault) });
  return { guard, registry, told };
}

export const denied = (message: string) =>
  expect.objectContaining({ code: 'DENIED', message: expect.stringContaining(message) });
