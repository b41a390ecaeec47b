/** Says one thing, with or without fields that a program can read. */
interface Say {
  (message: string): void;
  (fields: object, message: string): void;
}

/** Where agents say what they do. Any pino logger is one. */
export interface Logger {
  readonly debug: Say;
  readonly info: Say;
  readonly warn: Say;
  readonly error: Say;
  /** A logger whose every line has these fields. */
  child(fields: Record<string, unknown>): Logger;
}

/** Says nothing: what the library does unless it is given a logger. */
export const silentLogger: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  child: () => silentLogger,
};
