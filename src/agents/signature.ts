import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { GeominError } from '../errors.js';
import type { Entry, Fields, OutgoingFields } from '../transport/entry.js';
import type { Registry } from '../transport/registry.js';

/** Names and their values' bytes, in any order. */
type NamedValues = Iterable<readonly [name: string, value: string | Buffer]>;

/** The field that holds the signature, and is not under it. */
const SIGNATURE = 'signature';

/**
 * Signs an entry: HMAC-SHA256, hex, over every other field. For each, in the bytewise order of their names: the name,
 * "\n", the value's length in bytes, "\n", the value, "\n".
 *
 * @param fields with a `timestamp`, s since 1970; a `nonce` is added where there is none
 * @returns the fields with `nonce` and `signature`
 * @throws GeominError `ARGUMENT` where the timestamp is missing, or a name is empty or holds a line break
 */
export function sign(fields: OutgoingFields, key: Buffer): OutgoingFields {
  if (fields.timestamp === undefined)
    throw new GeominError('ARGUMENT', 'an entry without a timestamp cannot be signed');
  const signed: Record<string, string | Buffer> = { nonce: randomBytes(16).toString('hex'), ...fields };
  const ambiguous = Object.keys(signed).find((name) => !isFieldName(name));
  if (ambiguous !== undefined)
    throw new GeominError('ARGUMENT', `a field named ${JSON.stringify(ambiguous)} cannot be signed`);
  signed[SIGNATURE] = signatureOf(Object.entries(signed), key).toString('hex');
  return signed;
}

/** False for names that could be read as a name together with the field before or after it. */
function isFieldName(name: string): boolean {
  return name !== '' && !name.includes('\n');
}

/** The 32 bytes of the signature. Values are hashed where they are: gradients of large models are not copied. */
function signatureOf(fields: NamedValues, key: Buffer): Buffer {
  const hmac = createHmac('sha256', key);
  for (const { name, value } of inOrder(fields)) {
    hmac
      .update(name)
      .update(`\n${Buffer.byteLength(value)}\n`)
      .update(value)
      .update('\n');
  }
  return hmac.digest();
}

/** By the bytes of the names: JavaScript's own order of strings is another one beyond U+FFFF. */
function inOrder(fields: NamedValues): { name: Buffer; value: string | Buffer }[] {
  const named: { name: Buffer; value: string | Buffer }[] = [];
  for (const [name, value] of fields) if (name !== SIGNATURE) named.push({ name: Buffer.from(name), value });
  return named.sort((a, b) => Buffer.compare(a.name, b.name));
}

/** Why an entry is refused, in the order in which it is looked at. */
export const SIGNATURE_FAULTS = ['unsigned', 'altered', 'stale', 'repeated'] as const;
/** One of {@link SIGNATURE_FAULTS}. */
export type SignatureFault = (typeof SIGNATURE_FAULTS)[number];

/** How far a timestamp may be from now by default, s. */
export const DEFAULT_SIGNATURE_WINDOW = 300;

/** Shorter keys can be guessed, bytes. */
export const MIN_KEY_BYTES = 16;

/** A nonce becomes part of a key in Redis, bytes. */
const MAX_NONCE_BYTES = 128;

/** How a {@link SignatureGuard} is made. */
export interface SignatureGuardOptions {
  /** All of them are accepted; the first one signs. At least {@link MIN_KEY_BYTES} each. */
  readonly keys: readonly Buffer[];
  /** How far a timestamp may be from now, in either direction, s. Default {@link DEFAULT_SIGNATURE_WINDOW}. */
  readonly windowSeconds?: number;
  /**
   * Where used nonces are noted for all who share it. Without one repetitions are let through, which suits only those
   * who take one answer to each of their own questions.
   */
  readonly registry?: Pick<Registry, 'useNonce'>;
  /** Told of each refusal. */
  readonly onRefusal?: (fault: SignatureFault) => void;
}

/** Code `DENIED`: an entry that is not signed as it should be. */
export class RefusedEntry extends GeominError {
  constructor(
    /** Of `unsigned` and `altered` ones nothing is certain; of the others, that somebody with a key wrote them. */
    readonly fault: SignatureFault,
    what: string,
    remedy: string,
  ) {
    super('DENIED', `the entry is refused: ${what}`, remedy);
  }
}

/** Signs what is sent, and refuses what others sent without the key, changed, kept back or sent again. */
export class SignatureGuard {
  private readonly counts = { unsigned: 0, altered: 0, stale: 0, repeated: 0 };
  private readonly windowSeconds: number;

  /** @throws GeominError `ARGUMENT` where there is no key, a short one, or no window */
  constructor(private readonly options: SignatureGuardOptions) {
    requireKeys(options.keys);
    this.windowSeconds = options.windowSeconds ?? DEFAULT_SIGNATURE_WINDOW;
    if (!(this.windowSeconds > 0 && this.windowSeconds < Infinity))
      throw new GeominError('ARGUMENT', `the time window of signatures is ${this.windowSeconds} s`);
  }

  /** How many entries were refused, by fault. */
  get refused(): Readonly<Record<SignatureFault, number>> {
    return this.counts;
  }

  /** Signs with the first key, as {@link sign} does. */
  sign(fields: OutgoingFields): OutgoingFields {
    return sign(fields, this.options.keys[0]);
  }

  /**
   * Lets an entry pass that was signed with one of the keys, lately, and is not a copy of another one. An entry that is
   * delivered again is the same entry, and passes again.
   *
   * @throws RefusedEntry saying what is wrong with it
   */
  async check(entry: Entry): Promise<void> {
    this.checkSignature(entry.fields);
    const timestamp = this.checkTime(entry.fields);
    // Last, so that only those who have the key can use up a nonce.
    await this.checkNonce(entry, timestamp);
  }

  private checkSignature(fields: Fields): void {
    const given = fields.get(SIGNATURE)?.toString('latin1');
    if (!given) this.refuse('unsigned', 'it is not signed', 'Set the key that the agents have.');
    const names = [...fields.keys()];
    if (!names.every(isFieldName) || !this.isSigned(fields, given))
      this.refuse('altered', 'it was altered, or signed with another key', 'Compare the keys of both sides.');
  }

  private isSigned(fields: Fields, given: string): boolean {
    if (!/^[0-9a-f]{64}$/i.test(given)) return false;
    const bytes = Buffer.from(given, 'hex');
    return this.options.keys.some((key) => timingSafeEqual(signatureOf(fields, key), bytes));
  }

  private checkTime(fields: Fields): number {
    const remedy =
      'Signed entries have a timestamp in seconds since 1970; compare the clocks of both machines.';
    const text = fields.get('timestamp')?.toString().trim();
    if (!text) this.refuse('stale', 'it has no timestamp', remedy);
    const timestamp = Number(text);
    if (!Number.isFinite(timestamp)) this.refuse('stale', 'its timestamp is not a number', remedy);
    const age = Date.now() / 1000 - timestamp;
    if (Math.abs(age) <= this.windowSeconds) return timestamp;
    const when = `${Math.ceil(Math.abs(age))} s ${age > 0 ? 'old' : 'in the future'}`;
    this.refuse('stale', `it is ${when}, and ${this.windowSeconds} s are allowed`, remedy);
  }

  private async checkNonce({ stream, id, fields }: Entry, timestamp: number): Promise<void> {
    const nonce = fields.get('nonce');
    if (!nonce || nonce.length === 0 || nonce.length > MAX_NONCE_BYTES)
      this.refuse('repeated', `it has no nonce of 1 to ${MAX_NONCE_BYTES} bytes, and could be a repetition`);
    // One window longer than this agent would take the entry, for the sake of agents whose clocks are late.
    const ttl = Math.ceil(timestamp + 2 * this.windowSeconds - Date.now() / 1000);
    // The stream belongs to it: a copy in another lane can be given the same id.
    const isNew = await this.options.registry?.useNonce(
      nonce.toString(),
      `${stream} ${id}`,
      Math.max(1, ttl),
    );
    if (isNew === false) this.refuse('repeated', 'it is a repetition of an earlier one');
  }

  private refuse(fault: SignatureFault, what: string, remedy = ''): never {
    this.counts[fault]++;
    this.options.onRefusal?.(fault);
    throw new RefusedEntry(fault, what, remedy);
  }
}

function requireKeys(keys: readonly Buffer[]): void {
  const remedy = 'Make one with: openssl rand -hex 32';
  if (keys.length === 0) throw new GeominError('ARGUMENT', 'there is no key to sign with', remedy);
  const short = keys.find((key) => key.length < MIN_KEY_BYTES);
  if (!short) return;
  const message = `a key has ${short.length} bytes, and needs ${MIN_KEY_BYTES} or more`;
  throw new GeominError('ARGUMENT', message, remedy);
}
