import { expect, test, vi } from 'vitest';
import { TF_BACKENDS } from '../../src/minimize/backends.js';
import { loadBackend, type LoadedBackend } from '../../src/minimize/tf-backend.js';
import { availableBackends } from './backends.js';

// TensorFlow.js gives its advice once per process, so the console is watched from the start.
const printed = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) => vi.spyOn(console, name));

const selected = (backend: LoadedBackend) => backend.run((tf) => tf.getBackend());
const sum = (backend: LoadedBackend) => backend.run((tf) => tf.tidy(() => tf.add([1, 2], [3, 4]).dataSync()));

// First, since a process starts each backend once.
test('a backend in use goes on computing while another one starts', async () => {
  const cpu = await loadBackend('cpu');
  const starting = loadBackend('wasm');
  for (let turn = 0; turn < 20; turn++) {
    expect([...sum(cpu)]).toEqual([4, 6]);
    await Promise.resolve();
  }
  const wasm = await starting;
  for (const backend of [cpu, wasm, cpu]) {
    expect(selected(backend)).toBe(backend.name);
    expect([...sum(backend)]).toEqual([4, 6]);
  }
});

test('backends that are asked for at the same time all come', async () => {
  const loaded = await Promise.all(
    ['wasm', 'cpu', 'wasm', 'cpu'].map((name) => loadBackend(name as 'wasm' | 'cpu')),
  );
  expect(loaded.map(selected)).toEqual(['wasm', 'cpu', 'wasm', 'cpu']);
});

test('without a wish the fastest that is there is taken', async () => {
  const available = (await availableBackends()).map(([name]) => name);
  expect((await loadBackend()).name).toBe(TF_BACKENDS.find((name) => available.includes(name)));
});

test('work leaves the backend that another user of TensorFlow.js has selected as it was', async () => {
  const [cpu, wasm] = [await loadBackend('cpu'), await loadBackend('wasm')];
  const tf = wasm.run((functions) => functions);
  await tf.setBackend('cpu');
  expect(selected(wasm)).toBe('wasm');
  expect(tf.getBackend()).toBe('cpu');
  const failing = () => {
    throw new Error('in between');
  };
  expect(() => wasm.run(failing)).toThrow('in between');
  expect(tf.getBackend()).toBe('cpu');
  expect(selected(cpu)).toBe('cpu');
});

test('a backend that does not exist is an error that says so', async () => {
  const load = loadBackend('webgl' as 'cpu');
  await expect(load).rejects.toMatchObject({ code: 'BACKEND', message: expect.stringContaining('webgl') });
});

test('TensorFlow.js has printed nothing', () => {
  for (const spy of printed)
    expect(spy.mock.calls.filter(([text]) => !/^Not tested/.test(String(text)))).toEqual([]);
});
