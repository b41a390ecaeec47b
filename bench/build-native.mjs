// Compiles bench/native with the flags of scripts/build-native.mjs, and cctbx's headers, where they are, at -O2.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
export const directory = join(root, 'build', 'bench');
const CXX = process.env.CXX ?? 'c++';
const FLAGS = '-std=c++17 -O3 -fno-math-errno -fno-trapping-math -ffp-contract=off -pthread'.split(' ');
const LANES = [
  [8, '-mavx512f -mavx512dq -mavx512vl -mavx2 -mfma -mpopcnt'],
  [4, '-mavx2 -mfma -mpopcnt'],
  [1, ''],
];

export const hasCctbx = existsSync('/usr/include/cctbx/geometry_restraints/bond.h');

/** Builds the programs `evaluation` and `lbfgs` in build/bench. */
export function buildNative() {
  mkdirSync(directory, { recursive: true });
  const isX86 = process.arch === 'x64';
  const floors = LANES.filter(([lanes]) => isX86 || lanes === 1).map(([lanes, flags]) =>
    object('floor.cc', `floor${lanes}.o`, [...FLAGS, ...flags.split(' '), `-DGEOMIN_BENCH_LANES=${lanes}`]),
  );
  const rival = hasCctbx
    ? object('cctbx.cc', 'cctbx.o', ['-std=c++17', '-O2', '-DNDEBUG', '-w'])
    : object('no_cctbx.cc', 'cctbx.o', FLAGS);
  const core = coreSources().map((source) =>
    object(source, `${source.replaceAll(/[/.]/g, '_')}.o`, FLAGS, join(root, 'native')),
  );
  const libraries = hasCctbx ? ['-lcctbx'] : [];
  const define = isX86 ? ['-DGEOMIN_BENCH_X86'] : [];
  link('evaluation', [...FLAGS, ...define], [...core, ...floors, rival, ...libraries]);
  link('lbfgs', FLAGS, [...core, rival, ...libraries]);
}

/** The first line of what the compiler says of itself. */
export function compilerVersion() {
  return spawnSync(CXX, ['--version'], { encoding: 'utf8' }).stdout.split('\n')[0];
}

/** All of the core but its door to JavaScript. */
function coreSources() {
  const native = join(root, 'native');
  const names = readdirSync(native, { recursive: true });
  return names.filter((name) => name.endsWith('.cc') && name !== 'addon.cc');
}

function object(source, name, flags, from = join(root, 'bench', 'native')) {
  const path = join(directory, name);
  compile([...flags.filter(Boolean), '-c', join(from, source), '-o', path]);
  return path;
}

function link(name, flags, parts) {
  compile([...flags, join(root, 'bench', 'native', `${name}.cc`), ...parts, '-o', join(directory, name)]);
}

function compile(args) {
  const { status } = spawnSync(CXX, args, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${CXX} ${args.join(' ')} failed`);
}
