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
    const letters = await find(transport, options, [id]);
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
      options.all === true ? deadLetters(transport, options.stream) : await find(transport, options, ids);
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

/**
 * Those named, each by its id or, since those of two lanes can have the same, as `<stream>/<id>`.
 *
 * @throws GeominError `ARGUMENT` naming those that are not there, and ids that several have
 */
async function find(
  transport: Transport,
  { stream }: DeadOptions,
  names: readonly string[],
): Promise<DeadLetter[]> {
  const found = new Map(names.map((name) => [name, [] as DeadLetter[]]));
  for await (const letter of deadLetters(transport, stream)) {
    for (const name of [letter.entry.id, fullName(letter)]) found.get(name)?.push(letter);
  }
  requireOne(found);
  return [...new Set([...found.values()].flat())];
}

function fullName({ entry, lane }: DeadLetter): string {
  return `${lane}/${entry.id}`;
}

function requireOne(found: ReadonlyMap<string, readonly DeadLetter[]>): void {
  const missing = [...found].filter(([, letters]) => letters.length === 0).map(([name]) => name);
  if (missing.length > 0) {
    throw new GeominError(
      'ARGUMENT',
      `there is no dead letter ${missing.join(', ')}`,
      '`geomin dead list` lists them.',
    );
  }
  for (const [name, letters] of found) {
    if (letters.length === 1) continue;
    const remedy = `Say which: ${letters.map(fullName).join(' or ')}.`;
    throw new GeominError('ARGUMENT', `there are ${letters.length} dead letters ${name}`, remedy);
  }
}
