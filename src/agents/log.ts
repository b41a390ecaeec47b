import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';
import type { Logger } from './logger.js';
import type { LogLevel } from './log-level.js';

/** One JSON object a line, on standard error, without any password. */
export function openLog(level: LogLevel, out: DestinationStream = process.stderr): PinoLogger {
  const redact = { paths: ['password', '*.password'], censor: '***' };
  const options = { level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime, redact };
  return pino(options, { write: (line: string) => out.write(hidePasswords(line)) });
}

/** What a log line is about. */
export interface LogContext {
  readonly agentId?: string;
  readonly requestId?: string;
  /** Leads through every line, of every process, about one request. */
  readonly correlationId?: string;
}

/** A logger whose lines say what they are about: `agent_id`, `request_id`, `correlation_id`. */
export function childLogger(logger: Logger, { agentId, requestId, correlationId }: LogContext): Logger {
  const named = { agent_id: agentId, request_id: requestId, correlation_id: correlationId };
  return logger.child(Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined)));
}

/**
 * Puts `***` in the place of passwords in URLs. Passwords may hold `/`, `:` and `@`, and in a line of JSON escaped
 * quotes, so that the last `@` before a blank or a quote ends them.
 */
export function hidePasswords(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/[^\s:@/"\\]*:)(?:\\.|[^\s"\\])*@/gi, '$1***@');
}
