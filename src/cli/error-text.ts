import type { GeominError } from '../errors.js';

/**
 * An error for a person to read, with what to do about it.
 *
 * @param file that it is about, where there are several; most messages begin with it anyway
 */
export function errorText({ message, remedy }: GeominError, file?: string): string {
  const place = file === undefined || message.startsWith(file) ? '' : `${file}: `;
  const advice = remedy === '' ? '' : `        ${remedy.replaceAll('\n', '\n        ')}\n`;
  return `geomin: ${place}${message}\n${advice}`;
}
