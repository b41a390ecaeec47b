import { GeominError } from '../errors.js';

/** The error for a model that a file does not have. */
export function noSuchModel(
  number: number | undefined,
  numbers: readonly number[],
  fileName: string,
): GeominError {
  return new GeominError(
    'ARGUMENT',
    `${fileName}: there is no model ${number}`,
    `Choose from the models that the file has: ${numberList(numbers)}.`,
  );
}

/** `1-20`, or `1, 3, 4` where they do not follow each other. */
function numberList(numbers: readonly number[]): string {
  const consecutive = numbers.every((number, i) => number === numbers[0] + i);
  return consecutive && numbers.length > 2 ? `${numbers[0]}-${numbers.at(-1)}` : numbers.join(', ');
}
