import { bundleFault } from './faults.js';
import { arrayOf, bytesOf, type COLUMN_TYPES, type ColumnType } from './arrays.js';
import { isMap } from './checksum.js';
import type { Packable, PackableMap } from './msgpack.js';

/** The most atoms there can be: i_seqs are 32-bit integers. */
const MOST_ATOMS = 0x7fffffff;

/** The fields of an unpacked bundle, or of a map in it: each is had as what it should be, or refused by its name. */
export class BundleFields {
  /**
   * @param id of the bundle, for messages
   * @param path names of the maps around these fields, each with a dot behind it
   * @param pointsInto where points go, if there are as many
   */
  constructor(
    private readonly map: PackableMap,
    private readonly id: string | undefined,
    private readonly path = '',
    private readonly pointsInto?: Float64Array,
  ) {}

  /** A field that is nil is as absent as one that is not there, here and below. */
  has(name: string): boolean {
    return (this.map.get(name) ?? null) !== null;
  }

  text(name: string): string | undefined {
    return this.typed(name, 'a text', (value) => typeof value === 'string');
  }

  requiredText(name: string): string {
    return this.text(name) ?? this.missing(name);
  }

  /** One of some words. */
  choice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const value = this.text(name);
    if (value === undefined || (choices as readonly string[]).includes(value)) return value as T | undefined;
    return this.fail(`${name} is ${JSON.stringify(value.slice(0, 80))}`, `It can be ${choices.join(', ')}.`);
  }

  /** A list of some words. */
  choices<T extends string>(name: string, choices: readonly T[]): readonly T[] | undefined {
    const list = this.typed(name, 'a list of texts', (value): value is readonly Packable[] =>
      Array.isArray(value),
    );
    const odd = list?.find((item) => !(choices as readonly Packable[]).includes(item));
    if (odd !== undefined) {
      const shown = typeof odd === 'string' ? JSON.stringify(odd.slice(0, 80)) : kindOf(odd);
      this.fail(`${name} has ${shown}`, `It can have ${choices.join(', ')}.`);
    }
    return list as readonly T[] | undefined;
  }

  /** A list of any words. */
  texts(name: string): readonly string[] | undefined {
    return this.typed(
      name,
      'a list of texts',
      (value): value is readonly string[] =>
        Array.isArray(value) && value.every((item) => typeof item === 'string'),
    );
  }

  number(name: string): number | undefined {
    return this.typed(name, 'a number', (value) => typeof value === 'number');
  }

  /** A whole number from 0. */
  count(name: string, most = Number.MAX_SAFE_INTEGER): number | undefined {
    const value = this.number(name);
    if (value === undefined || isCount(value, most)) return value;
    return this.fail(`${name} is ${value}`, `It must be a whole number from 0 to ${most}.`);
  }

  atomCount(name: string): number | undefined {
    return this.count(name, MOST_ATOMS);
  }

  bytes(name: string): Buffer | undefined {
    return this.typed(name, 'raw bytes (msgpack bin)', (value): value is Buffer => Buffer.isBuffer(value));
  }

  /** The fields of a map. */
  fields(name: string): BundleFields | undefined {
    const map = this.typed(name, 'a map', isMap);
    return map && new BundleFields(map, this.id, `${this.path}${name}.`);
  }

  names(): string[] {
    return [...this.map.keys()];
  }

  /** A column of raw values. */
  column<T extends ColumnType>(name: string, type: T): InstanceType<(typeof COLUMN_TYPES)[T]> | undefined {
    const bytes = this.bytes(name);
    if (bytes === undefined) return undefined;
    const remedy = `It must be an array of "${type === 'u1' ? '|' : '<'}${type}".`;
    return arrayOf(type, bytes) ?? this.fail(`${name} of ${bytes.length} bytes ends within a value`, remedy);
  }

  /**
   * n points in space, 3n, whose `shape` and `dtype` stand beside them.
   */
  points(name: string): Float64Array | undefined {
    const bytes = this.bytes(name);
    if (bytes === undefined) return undefined;
    const atoms = this.pointCount();
    const dtype = this.text('dtype') ?? '<f8';
    if (dtype !== '<f8' && dtype !== '<f4') {
      this.fail(`dtype is ${JSON.stringify(dtype.slice(0, 80))}`, 'It can be "<f8" or "<f4".');
    }
    const size = atoms * (dtype === '<f8' ? 24 : 12);
    if (bytes.length !== size) {
      this.fail(
        `${name} has ${bytes.length} bytes, but its shape [${atoms},3] and dtype ${dtype} make ${size}`,
      );
    }
    if (dtype === '<f4') return Float64Array.from(arrayOf('f4', bytes)!);
    const { pointsInto } = this;
    if (pointsInto?.byteLength !== size) return arrayOf('f8', bytes);
    bytesOf(pointsInto).set(bytes);
    return pointsInto;
  }

  private pointCount(): number {
    const shape = this.map.get('shape');
    if (Array.isArray(shape) && shape.length === 2 && isCount(shape[0], MOST_ATOMS) && shape[1] === 3) {
      return shape[0];
    }
    return this.fail('shape is not [atoms, 3]');
  }

  /** Says that a field which has to be there is not. */
  missing(name: string): never {
    return this.fail(`${name} is missing`);
  }

  fail(fault: string, remedy?: string): never {
    throw bundleFault(this.id, `${this.path}${fault}`, remedy);
  }

  private typed<T extends Packable>(
    name: string,
    wanted: string,
    isWanted: (value: Packable) => value is T,
  ): T | undefined {
    const value = this.map.get(name) ?? null;
    if (value === null || isWanted(value)) return value ?? undefined;
    return this.fail(`${name} must be ${wanted}, not ${kindOf(value)}`);
  }
}

function isCount(value: Packable, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most;
}

function kindOf(value: Packable): string {
  if (value === null) return 'nil';
  if (Array.isArray(value)) return 'a list';
  if (value instanceof Uint8Array) return 'raw bytes';
  return isMap(value) ? 'a map' : typeof value === 'string' ? 'a text' : `a ${typeof value}`;
}
