import { GeominError, type ErrorCode } from '../errors.js';

/** A GeominError as plain data, which goes between threads, processes and machines. */
export interface JobFault {
  readonly code: ErrorCode;
  readonly message: string;
  readonly remedy: string;
}

/**
 * What there is to say of an error.
 *
 * @throws the error itself where it is none of ours: a fault of the program, which nobody is to hide
 */
export function faultOf(error: unknown): JobFault {
  if (!(error instanceof GeominError)) throw error;
  const { code, message, remedy } = error;
  return { code, message, remedy };
}

/** The error again. */
export function errorOf({ code, message, remedy }: JobFault): GeominError {
  return new GeominError(code, message, remedy);
}
