import { GeominError } from '../errors.js';

/** The longest id of a bundle, in UTF-16 units. */
const LONGEST_ID = 512;

/** @returns the error that names a bundle and its fault */
export function bundleFault(id: string | undefined, fault: string, remedy = ''): GeominError {
  return new GeominError('BUNDLE', `${id === undefined ? 'bundle' : `bundle ${id}`}: ${fault}`, remedy);
}

/**
 * @param id any text that can stand in a line, given by whoever made the bundle
 * @throws GeominError `BUNDLE` where it is empty, too long, or has control characters
 */
export function requireBundleId(id: string): void {
  if (isBundleId(id)) return;
  const remedy = `Give up to ${LONGEST_ID} characters without control characters.`;
  throw new GeominError(
    'BUNDLE',
    `${JSON.stringify(String(id).slice(0, 80))} cannot be the id of a bundle`,
    remedy,
  );
}

/** Whether a text can be the id of a bundle. */
export function isBundleId(id: string): boolean {
  return typeof id === 'string' && id !== '' && id.length <= LONGEST_ID && !/[\x00-\x1f\x7f-\x9f]/.test(id);
}
