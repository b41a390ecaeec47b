/**
 * `npm run setup:tfjs-node` gives the optional package @tensorflow/tfjs-node the native library that it needs, so that
 * the backend `tensorflow` can be used. It tries, until one works:
 *
 * 1. what is there already;
 * 2. the package's own download, which has no time-out of its own (GEOMIN_TFJS_NODE_TIMEOUT, seconds, default 120);
 * 3. the libraries and headers of PyPI's tensorflow-cpu wheel, fetched with pip (or the wheel file or folder that
 *    GEOMIN_TENSORFLOW_WHEEL names), and a build against them.
 */
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));
const WHEEL = 'tensorflow-cpu==2.21.0';
const PYTHON_OF_WHEEL = '3.11';
const BUILD_TIMEOUT = 600;

/** Loads the package and runs an op; restores what Node 23 removed from `util` and the package still calls. */
const CHECK = `
  const util = require('node:util');
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
  const tf = require('@tensorflow/tfjs-node');
  if (tf.getBackend() !== 'tensorflow' || tf.tidy(() => tf.add(1, 2).dataSync()[0]) !== 3) process.exit(1);
`;

/** Takes the C library, its headers and nothing else out of the wheel: argv is the wheel and the folder to fill. */
const UNPACK = `
import sys, zipfile, pathlib
wheel, deps = zipfile.ZipFile(sys.argv[1]), pathlib.Path(sys.argv[2])
wanted = ('tensorflow/include/tensorflow/', 'tensorflow/include/xla/', 'tensorflow/include/tsl/')
libraries = ('libtensorflow_cc.so.2', 'libtensorflow_framework.so.2')
for member in (name for name in wheel.namelist() if not name.endswith('/')):
    if member.startswith(wanted):
        path = deps / 'include' / member.removeprefix('tensorflow/include/')
    elif member.removeprefix('tensorflow/') in libraries:
        path = deps / 'lib' / member.removeprefix('tensorflow/')
    else:
        continue
    path.parent.mkdir(parents=True, exist_ok=True)
    with wheel.open(member) as source, open(path, 'wb') as target:
        while block := source.read(1 << 20):
            target.write(block)
`;

class SetupError extends Error {}

/** Runs a command to its end, its whole process group killed after `seconds`. */
function run(command, args, { cwd = projectRoot, seconds = BUILD_TIMEOUT } = {}) {
  const binaries = join(projectRoot, 'node_modules', '.bin');
  const env = { ...process.env, PATH: binaries + delimiter + process.env.PATH, TF_CPP_MIN_LOG_LEVEL: '2' };
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
    const kill = () => process.kill(-child.pid, 'SIGKILL');
    const interrupt = () => {
      kill();
      process.exit(130);
    };
    process.once('SIGINT', interrupt);
    const timer = setTimeout(() => {
      output += `\nstopped after ${seconds} s`;
      kill();
    }, seconds * 1000);
    const end = (ok) => {
      clearTimeout(timer);
      process.off('SIGINT', interrupt);
      resolve({ ok, output });
    };
    child.on('error', (error) => {
      output += error.message;
      end(false);
    });
    child.on('close', (code) => end(code === 0));
  });
}

async function runOrThrow(what, command, args, options) {
  const { ok, output } = await run(command, args, options);
  if (!ok) throw new SetupError(`${what} failed:\n${output.trim().split('\n').slice(-15).join('\n')}`);
}

function packageFolder() {
  try {
    return dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-node/package.json'));
  } catch {
    throw new SetupError(
      '@tensorflow/tfjs-node is not installed; run `npm install` without --omit=optional first',
    );
  }
}

const works = async () => (await run(process.execPath, ['-e', CHECK])).ok;

/** The installer writes into its package.json while it works; killed half-way it would leave it so. */
async function tryOfficialDownload(folder) {
  const seconds = Number(process.env.GEOMIN_TFJS_NODE_TIMEOUT ?? 120);
  const manifest = join(folder, 'package.json');
  const original = readFileSync(manifest);
  const { ok } = await run(process.execPath, ['scripts/install.js'], { cwd: folder, seconds });
  writeFileSync(manifest, original);
  return ok && (await works());
}

function wheelIn(folder) {
  const name = readdirSync(folder).find((file) => /^tensorflow.*\.whl$/.test(file));
  if (name === undefined) throw new SetupError(`there is no TensorFlow wheel in ${folder}`);
  return join(folder, name);
}

async function fetchWheel(folder) {
  const given = process.env.GEOMIN_TENSORFLOW_WHEEL;
  if (given && !existsSync(given))
    throw new SetupError(`GEOMIN_TENSORFLOW_WHEEL names ${given}, which does not exist`);
  if (given) return statSync(given).isDirectory() ? wheelIn(given) : given;
  const args = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps'];
  const only = ['--only-binary=:all:', '--python-version', PYTHON_OF_WHEEL, '--dest', folder, WHEEL];
  await runOrThrow(`the download of ${WHEEL} with pip`, 'python3', [...args, ...only]);
  return wheelIn(folder);
}

/** The names under which the addon's linker and loader look for the wheel's libraries. */
function nameLibraries(lib) {
  const aliases = {
    'libtensorflow.so': 'libtensorflow_cc.so.2',
    'libtensorflow.so.2.9.1': 'libtensorflow_cc.so.2',
    'libtensorflow_framework.so': 'libtensorflow_framework.so.2',
    'libtensorflow_framework.so.2.9.1': 'libtensorflow_framework.so.2',
  };
  for (const [alias, library] of Object.entries(aliases)) symlinkSync(library, join(lib, alias));
}

/** Where this Node brings its headers along, node-gyp need not download them. */
function headerOptions() {
  const prefix = dirname(dirname(process.execPath));
  return existsSync(join(prefix, 'include', 'node', 'node_api.h')) ? [`--nodedir=${prefix}`] : [];
}

async function buildFromWheel(folder) {
  if (process.platform !== 'linux')
    throw new SetupError('a build from the wheel is only known to work on Linux');
  const deps = join(folder, 'deps');
  const scratch = mkdtempSync(join(tmpdir(), 'geomin-tensorflow-'));
  try {
    const wheel = await fetchWheel(scratch);
    rmSync(deps, { recursive: true, force: true });
    await runOrThrow('unpacking the wheel', 'python3', ['-c', UNPACK, wheel, deps]);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  nameLibraries(join(deps, 'lib'));
  const build = ['install', '--build-from-source', ...headerOptions()];
  await runOrThrow('building the addon', 'node-pre-gyp', build, { cwd: folder });
  if (!(await works())) throw new SetupError('the addon was built, but does not run');
}

async function main() {
  const folder = packageFolder();
  if (await works()) return 'tfjs-node works already';
  console.log('tfjs-node: trying its own download');
  if (await tryOfficialDownload(folder)) return 'tfjs-node works, with its own download';
  console.log(`tfjs-node: no success; building it from ${WHEEL}`);
  await buildFromWheel(folder);
  return 'tfjs-node works, built from the wheel';
}

try {
  console.log(await main());
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(`setup:tfjs-node: ${error.message}`);
  console.error('geomin works without it: the backends wasm and cpu need no set-up.');
  process.exitCode = 1;
}
