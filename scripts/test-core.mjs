// The core's own tests, without JavaScript: test/native/core, with doctest (Debian: doctest-dev), compiled as the options say.
//   --sanitizer NAME   address (with undefined, and the standard library's assertions), thread, or none (default)
//   --isa NAME         scalar, avx2, avx512; default: all that this CPU has
//   --compiler CXX     default: $CXX, or c++
//   --run-with CMD     what runs the program, such as qemu-aarch64-static; then only scalar is tested
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const SANITIZERS = {
  none: ['-O2'],
  address: [
    ...['-O1', '-g', '-fno-omit-frame-pointer', '-D_GLIBCXX_ASSERTIONS'],
    ...['-fsanitize=address,undefined', '-fno-sanitize-recover=all'],
  ],
  thread: ['-O1', '-g', '-fsanitize=thread'],
};
const FLAGS =
  '-std=c++17 -fno-math-errno -fno-trapping-math -ffp-contract=off -Wall -Wextra -Wno-psabi -pthread'.split(
    ' ',
  );

const { values: options } = parseArgs({
  options: {
    sanitizer: { type: 'string', default: 'none' },
    isa: { type: 'string' },
    compiler: { type: 'string', default: process.env.CXX ?? 'c++' },
    'run-with': { type: 'string' },
  },
});
if (!(options.sanitizer in SANITIZERS)) throw new Error(`no sanitizer ${options.sanitizer}`);
const directory = join(
  root,
  'build',
  'test-core',
  `${options.compiler.replaceAll('/', '_')}-${options.sanitizer}`,
);
mkdirSync(directory, { recursive: true });

const program = build();
for (const isa of options.isa ? [options.isa] : isasHere()) {
  console.log(`== ${isa}, sanitizer ${options.sanitizer}, ${options.compiler}`);
  const runner = options['run-with']?.split(' ') ?? [];
  const [command, ...args] = [...runner, program];
  const env = {
    ...process.env,
    GEOMIN_ISA: isa,
    ASAN_OPTIONS: 'detect_leaks=1',
    TSAN_OPTIONS: 'halt_on_error=1',
  };
  const { status } = spawnSync(command, args, { stdio: 'inherit', env });
  if (status !== 0) process.exit(1);
}

/** Compiles what has changed, on both cores. */
function build() {
  const flags = [...FLAGS, ...SANITIZERS[options.sanitizer]];
  const native = join(root, 'native');
  const core = readdirSync(native, { recursive: true })
    .filter((name) => name.endsWith('.cc') && name !== 'addon.cc')
    .map((name) => join(native, name));
  const tests = join(root, 'test', 'native', 'core');
  const sources = [inOneFile(tests), ...core];
  const newest = newestOf([native, tests]);
  const objects = sources.map((source) =>
    join(directory, `${source.slice(root.length).replaceAll(/[/.]/g, '_')}.o`),
  );
  const stale = sources
    .map((source, k) => [source, objects[k]])
    .filter(([, object]) => !(timeOf(object) > newest));
  const make = stale.map(([source, object]) => [...flags, '-c', source, '-o', object].join(' '));
  if (make.length > 0) run('xargs', ['-P', '2', '-L', '1', options.compiler], make.join('\n'));
  const path = join(directory, 'test-core');
  if (!(timeOf(path) > newest))
    run(options.compiler, [...flags, ...objects, ...staticForEmulators(), '-o', path]);
  return path;
}

/** Includes all tests: each needs most of the core, which takes longer to compile than they do. */
function inOneFile(tests) {
  const names = readdirSync(tests).filter((name) => name.endsWith('.cc'));
  const path = join(directory, 'tests.cc');
  const includes = names.map((name) => `#include "${join(tests, name)}"\n`);
  writeFileSync(path, ['#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN\n', ...includes].join(''));
  return path;
}

function staticForEmulators() {
  return options['run-with'] ? ['-static'] : [];
}

function newestOf(directories) {
  const files = directories.flatMap((from) =>
    readdirSync(from, { recursive: true }).map((name) => join(from, name)),
  );
  return Math.max(...files.map(timeOf));
}

function timeOf(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function run(command, args, input) {
  const { status } = spawnSync(command, args, {
    input,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'inherit', 'inherit'],
  });
  if (status !== 0) process.exit(1);
}

function isasHere() {
  if (options['run-with'] || process.arch !== 'x64') return ['scalar'];
  const flags =
    readFileSync('/proc/cpuinfo', 'utf8')
      .match(/^flags.*$/m)?.[0]
      .split(' ') ?? [];
  const has = (...names) => names.every((name) => flags.includes(name));
  return [
    'scalar',
    ...(has('avx2', 'fma') ? ['avx2'] : []),
    ...(has('avx2', 'fma', 'avx512f', 'avx512dq', 'avx512vl') ? ['avx512'] : []),
  ];
}
