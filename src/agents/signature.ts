import { createHmac, randomBytes } from 'node:crypto';
import { GeominError } from '../errors.js';
import type { OutgoingFields } from '../transport/entry.js';

/** Names and their values' bytes, in any order. */
type NamedValues = Iterable<readonly [name: string, value: string | Buffer]>;

/** The field that holds the signature, and is not under it. */
export const SIGNATURE = 'signature';

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
export function isFieldName(name: string): boolean {
  return name !== '' && !name.includes('\n');
}

/** The 32 bytes of the signature. Values are hashed where they are: gradients of large models are not copied. */
export function signatureOf(fields: NamedValues, key: Buffer): Buffer {
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
