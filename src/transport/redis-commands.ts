import { setTimeout as sleep } from 'node:timers/promises';
import { GeominError } from '../errors.js';
import { addressOf, openBlocking, type RedisClient } from '../redis/connection.js';
import { closeRedis, isPassing, keepTrying, unlessClosed } from '../redis/waiting.js';

/** How long to wait after a connection broke before looking again, ms. */
export const REST = 100;

export type RedisArgument = string | number | Buffer;

/** Commands on one connection, which wait while it is lost; answers hold Buffers for text. */
export class RedisCommands {
  #closed = false;

  constructor(readonly client: RedisClient) {}

  /**
   * @throws GeominError `TRANSPORT` where the connection was closed or Redis refuses the command; its `cause` is Redis's
   *   own error
   */
  async call(command: string, ...args: RedisArgument[]): Promise<unknown> {
    this.requireOpen();
    try {
      return await keepTrying(this.client, () => this.client.callBuffer(command, ...args));
    } catch (error) {
      throw this.failure(command, error);
    }
  }

  /** A connection for commands that block, to be closed by the caller. */
  openBlocking(): BlockingConnection {
    return new BlockingConnection(this);
  }

  failure(command: string, error: unknown): GeominError {
    if (this.#closed) return closed();
    const what = `${addressOf(this.client)}: ${command.toUpperCase()} failed: ${(error as Error).message}`;
    return new GeominError('TRANSPORT', what, '', { cause: error });
  }

  requireOpen(): void {
    if (this.#closed) throw closed();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    // What is under way gets its answer; where nobody answers there is nothing to wait for.
    if (this.client.status === 'ready')
      await Promise.race([this.client.quit().catch(() => undefined), sleep(1000, undefined, { ref: false })]);
    closeRedis(this.client);
  }
}

/** One command at a time, which may block. A wait that is cut short, by whatever, gives undefined. */
export class BlockingConnection {
  readonly #client: RedisClient;
  #closed = false;
  #endRest: () => void = () => undefined;

  constructor(private readonly commands: RedisCommands) {
    this.#client = openBlocking(commands.client);
  }

  /** @throws GeominError `TRANSPORT` where Redis refuses the command */
  async call(command: string, ...args: RedisArgument[]): Promise<unknown> {
    if (this.#closed) return undefined;
    // A command that waits for its connection could not be called off.
    if (this.#client.status !== 'ready') return this.#rest();
    try {
      return await unlessClosed(this.#client, this.#client.callBuffer(command, ...args));
    } catch (error) {
      if (isReply(error) && !isPassing(error)) throw this.commands.failure(command, error);
      // The connection is lost, and is being made again.
      return this.#rest();
    }
  }

  /** Ends a wait. */
  interrupt(): void {
    this.#endRest();
    // One that is not ready is being made again already, and waits for nothing.
    if (!this.#closed && this.#client.status === 'ready') this.#client.disconnect(true);
  }

  close(): void {
    this.#closed = true;
    this.#endRest();
    closeRedis(this.#client);
  }

  /** Until the connection is there again, for a moment, or until it is cut short. */
  async #rest(): Promise<undefined> {
    if (this.#closed) return;
    await new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#client.off('ready', end);
        resolve();
      };
      const timer = setTimeout(end, REST);
      this.#client.on('ready', end);
      this.#endRest = end;
    });
  }
}

/** Whether an error is what Redis answered, not what befell the connection. */
export function isReply(error: unknown): boolean {
  return error instanceof Error && error.name === 'ReplyError';
}

/** Whether a command failed because of what Redis answered, beginning with a word. */
export function isRefusedAs(error: unknown, word: string): boolean {
  const cause = error instanceof GeominError ? error.cause : undefined;
  return isReply(cause) && (cause as Error).message.startsWith(word);
}

function closed(): GeominError {
  return new GeominError('TRANSPORT', 'the transport was closed');
}
