// Builds the addon once, into build/Release/geomin.node, by the first way that works here: cmake-js, npm's own node-gyp,
// or one call of the compiler. No way downloads anything. GEOMIN_BUILD=cmake|gyp|direct allows only that one.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const addon = join(root, 'build', 'Release', 'geomin.node');
const prefix = dirname(dirname(process.execPath));
const require = createRequire(import.meta.url);

/** A way says what it lacks here, or builds; both return a reason where they can't, and undefined where all is well. */
const ways = {
  cmake: {
    title: 'cmake-js',
    lacks: () => (onPath('cmake') ? undefined : 'there is no cmake on PATH'),
    build: () =>
      run(process.execPath, [require.resolve('cmake-js/bin/cmake-js'), 'compile', '--log-level', 'warn']),
  },
  gyp: {
    title: "npm's node-gyp",
    lacks: () => {
      if (!nodeGyp()) return "npm's node-gyp was not found";
      if (!headersDirectory()) return `Node's headers are not under ${prefix}`;
      return onPath('python3') || onPath('python') ? undefined : 'node-gyp needs Python';
    },
    build: () => {
      // cmake's files would stand in gyp's way.
      rmSync(join(root, 'build'), { recursive: true, force: true });
      return run(process.execPath, [nodeGyp(), 'rebuild', '--loglevel=error', `--nodedir=${prefix}`]);
    },
  },
  direct: {
    title: 'a compiler call',
    lacks: () => (compiler() ? undefined : 'there is no C++ compiler (c++, g++ or clang++) on PATH'),
    build: () => {
      mkdirSync(dirname(addon), { recursive: true });
      return run(compiler(), compilerArguments());
    },
  },
};

function compilerArguments() {
  const flags =
    '-std=c++17 -O3 -fno-math-errno -fno-trapping-math -ffp-contract=off -fvisibility=hidden -fPIC';
  const includes = [require('node-api-headers').include_dir, require('node-addon-api').include_dir];
  return [
    ...flags.split(' '),
    ...['-Wall', '-Wextra', '-pthread', '-shared'],
    ...(process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : []),
    ...includes.flatMap((directory) => ['-isystem', directory]),
    ...sources(),
    ...['-o', addon],
  ];
}

function sources() {
  const directory = join(root, 'native');
  return ['.', 'minimize']
    .flatMap((folder) => readdirSync(join(directory, folder)).map((name) => join(directory, folder, name)))
    .filter((path) => path.endsWith('.cc'));
}

function compiler() {
  const candidates = process.env.CXX ? [process.env.CXX] : ['c++', 'g++', 'clang++'];
  return candidates.find((name) => existsSync(name) || onPath(name));
}

function headersDirectory() {
  return existsSync(join(prefix, 'include', 'node', 'node_api.h'));
}

/** node-gyp as npm brings it along: beside the npm that runs this script, or beside Node. */
function nodeGyp() {
  const npm = process.env.npm_execpath ? dirname(dirname(process.env.npm_execpath)) : undefined;
  const homes = [
    npm,
    join(prefix, 'lib', 'node_modules', 'npm'),
    join(dirname(process.execPath), 'node_modules', 'npm'),
  ];
  return homes
    .filter((home) => home !== undefined)
    .map((home) => join(home, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js'))
    .find((path) => existsSync(path));
}

function onPath(program) {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  return (process.env.PATH ?? '')
    .split(delimiter)
    .some((directory) => endings.some((ending) => existsSync(join(directory, program + ending))));
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status === 0) return undefined;
  return `${command} ${error ? `could not be run (${error.message})` : `failed (exit code ${status})`}`;
}

function build(allowed) {
  const reasons = [];
  for (const [name, way] of Object.entries(ways)) {
    if (!allowed.includes(name)) continue;
    const reason = way.lacks() ?? way.build();
    if (reason === undefined && existsSync(addon)) return way.title;
    reasons.push(`${way.title}: ${reason ?? 'it left no build/Release/geomin.node'}`);
    console.warn(`geomin: not built with ${reasons.at(-1)}`);
  }
  return undefined;
}

const forced = process.env.GEOMIN_BUILD;
if (forced && !(forced in ways)) {
  console.error(`geomin: GEOMIN_BUILD is ${forced}; it may be ${Object.keys(ways).join(', ')}.`);
  process.exit(1);
}
const title = build(forced ? [forced] : Object.keys(ways));
if (title === undefined) {
  console.error(
    'geomin: the native addon could not be built. Install a C++17 compiler (Debian and Ubuntu: apt install g++; Fedora: ' +
      'dnf install gcc-c++; macOS: xcode-select --install; Windows: Visual Studio Build Tools with C++, and CMake), ' +
      'then install again.',
  );
  process.exit(1);
}
console.log(`geomin: native addon built with ${title}`);
