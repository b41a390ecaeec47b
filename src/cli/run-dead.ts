import { GeominError } from '../errors.js';
import type { Transport } from '../transport/transport.js';
import { alignColumns } from './columns.js';
import { deadLetters, fieldText, removeDead, replay, type DeadLetter } from './dead-letters.js';
import { errorText } from './error-text.js';
import { EXIT } from './exit-codes.js';
import { withTransport } from './open-transport.js';
import { printable, printJson, printLines } from './printable.js';
import type { RedisOptions } from './redis-options.js';
import type { StreamOption } from './stream-option.js';

interface DeadOptions extends RedisOptions, StreamOption {
  readonly json?: boolean;
  readonly all?: boolean;
}

/** Characters of a field that `show` prints. */
const SHOWN = 2000;

/** `geomin dead list`. */
export async function listDead(options: DeadOptions): Promise<void> {
  const found: Record<string, string>[] = [];
  await withTransport(options, async (transport) => {
    for await (const letter of deadLetters(transport, options.stream)) found.push(summary(letter));
  });
  if (options.json === true) return printJson(found);
  const rows = found.map((letter) => Object.values(letter).map(printable));
  printLines(
    found.length === 0
      ? ['no dead letters']
      : alignColumns([['id', 'stream', 'buried', 'deliveries', 'reason'], ...rows]),
  );
}

/** What is said of each; the order is that of the columns. */
function summary(letter: DeadLetter) {
  return {
    id: letter.entry.id,
    stream: letter.lane,
    buried_at: timeText(fieldText(letter, 'buried_at')),
    deliveries: fieldText(letter, 'deliveries'),
    reason: fieldText(letter, 'reason'),
  };
}

/** ISO 8601, of seconds since 1970. */
function timeText(seconds: string): string {
  const date = new Date(1000 * Number(seconds));
  return seconds === '' || Number.isNaN(date.getTime()) ? '' : date.toISOString();
}

/** `geomin dead show`. */
export async function showDead(id: string, options: DeadOptions): Promise<void> {
  await withTransport(options, async (transport) => {
    const letters = await find(transport, options, new Set([id]));
    const fields = letters.map(({ entry }) =>
      [...entry.fields].map(([name, value]) => [name, fieldValue(value)]),
    );
    if (options.json === true) return printJson(Object.fromEntries(fields[0]));
    printLines(
      fields.flatMap((rows) => rows.map(([name, value]) => `${printable(name)}  ${cut(printable(value))}`)),
    );
  });
}

/** As text, or what it is where it is none. */
function fieldValue(value: Buffer): string {
  const text = value.toString();
  return Buffer.from(text).equals(value) ? text : `(${value.length} bytes)`;
}

function cut(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

/** `geomin dead drop`. */
export function dropDead(ids: readonly string[], options: DeadOptions): Promise<void> {
  return each(ids, options, async (transport, letter) => {
    if (await removeDead(transport, letter)) printLines([`dropped ${letter.entry.id}`]);
  });
}

/** `geomin dead replay`. */
export function replayDead(ids: readonly string[], options: DeadOptions): Promise<void> {
  return each(ids, options, async (transport, letter) => {
    const id = await replay(transport, letter);
    printLines([`replayed ${letter.entry.id} as ${id} of ${printable(letter.lane)}`]);
    if (!letter.entry.fields.has('signature')) return;
    process.stderr.write(
      `note: ${letter.entry.id} is signed: agents with a key refuse it as stale, or as a repetition\n`,
    );
  });
}

/** Acts on all or on those named; what is wrong with one does not keep the others from being acted on. */
async function each(
  ids: readonly string[],
  options: DeadOptions,
  act: (transport: Transport, letter: DeadLetter) => Promise<void>,
): Promise<void> {
  requireChoice(ids, options);
  await withTransport(options, async (transport) => {
    const letters =
      options.all === true
        ? deadLetters(transport, options.stream)
        : await find(transport, options, new Set(ids));
    for await (const letter of letters) {
      try {
        await act(transport, letter);
      } catch (error) {
        if (!(error instanceof GeominError) || error.code === 'TRANSPORT') throw error;
        process.exitCode = EXIT.failed;
        process.stderr.write(errorText(error, letter.entry.id));
      }
    }
  });
}

function requireChoice(ids: readonly string[], { all }: DeadOptions): void {
  if (ids.length > 0 !== (all === true)) return;
  const message = ids.length > 0 ? 'ids and --all say different things' : 'which dead letters?';
  throw new GeominError('ARGUMENT', message, 'Give ids, as `geomin dead list` prints them, or --all.');
}

/** Those with these ids, in any lane. @throws GeominError `ARGUMENT` naming those that are not there */
async function find(
  transport: Transport,
  { stream }: DeadOptions,
  ids: ReadonlySet<string>,
): Promise<DeadLetter[]> {
  const found: DeadLetter[] = [];
  for await (const letter of deadLetters(transport, stream)) if (ids.has(letter.entry.id)) found.push(letter);
  const known = new Set(found.map(({ entry }) => entry.id));
  const missing = [...ids].filter((id) => !known.has(id));
  if (missing.length === 0) return found;
  throw new GeominError(
    'ARGUMENT',
    `there is no dead letter ${missing.join(', ')}`,
    '`geomin dead list` lists them.',
  );
}
