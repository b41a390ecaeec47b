import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';
import type { LogLevel } from './log-level.js';

/** One JSON object a line, on standard error, without any password. */
export function openLog(level: LogLevel, out: DestinationStream = process.stderr): PinoLogger {
  const redact = { paths: ['password', '*.password'], censor: '***' };
  const options = { level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime, redact };
  return pino(options, { write: (line: string) => out.write(hidePasswords(line)) });
}

/**
 * Puts `***` in the place of passwords in URLs. Passwords may hold `/`, `:` and `@`, and in a line of JSON escaped
 * quotes, so that the last `@` before a blank or a quote ends them.
 */
export function hidePasswords(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/[^\s:@/"\\]*:)(?:\\.|[^\s"\\])*@/gi, '$1***@');
}
