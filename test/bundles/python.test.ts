import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checksumOf, decodeBundle, encodeBundle } from '../../src/bundles/codec.js';
import { macromoleculeBundle } from '../../src/bundles/macromolecule.js';
import { parseModel } from '../../src/model/read-model.js';
import { buildRestraints } from '../../src/restraints/build-restraints.js';
import { referenceBytes } from '../model/reference-files.js';

const page = readFileSync(new URL('../../docs/bundles.md', import.meta.url), 'utf8');
const definitions = /```python\n([\s\S]*?)```/.exec(page)![1];

/** Runs what the documents define, then a script; gives what that prints, as bytes. */
function python(script: string, input: Buffer): Buffer {
  const source = `import sys\n${definitions}\nread = sys.stdin.buffer.read\nwrite = sys.stdout.buffer.write\n${script}`;
  const { status, stdout, stderr } = spawnSync(interpreter!, ['-c', source], { input, maxBuffer: 1 << 28 });
  expect([stderr.toString(), status]).toEqual(['', 0]);
  return stdout;
}

/** The first that has what is needed: the one on the PATH may be another than the system's. */
const interpreter = ['python3', '/usr/bin/python3'].find(
  (path) => spawnSync(path, ['-c', 'import msgpack, numpy']).status === 0,
);
if (interpreter === undefined && process.env.CI) throw new Error('no python3 with msgpack and numpy');

describe.skipIf(interpreter === undefined)('bundles in Python, as documented', () => {
  it('read what it writes', () => {
    const script = 'write(pack_sites(np.frombuffer(read(), "<f8").reshape(-1, 3), "m1", 7))';
    const { sitesCart } = parseModel(referenceBytes('1ubq.pdb'));
    const bundle = decodeBundle(python(script, Buffer.from(sitesCart.buffer)), { type: 'coordinate_update' });
    expect(bundle).toEqual({
      bundleType: 'coordinate_update',
      sitesCart,
      parentBundleId: 'm1',
      step: 7,
      checksum: checksumOf(bundle),
    });
  });

  it('write what it reads', () => {
    const gradients = Float64Array.of(1 / 3, -0, 5e-324, 1e300, 2, 3);
    const bundle = {
      bundleType: 'geometry_gradient_data',
      parentBundleId: 'm',
      requestId: 'r',
      gradients,
    } as const;
    const read = python('write(unpack_gradients(read()).tobytes())', encodeBundle(bundle));
    expect(read).toEqual(Buffer.from(gradients.buffer));
  });

  it('have the same checksum with all restraints in them', () => {
    const model = parseModel(referenceBytes('1ubq.pdb'));
    const bundle = macromoleculeBundle(model, { restraints: buildRestraints(model) });
    const script = 'write(checksum(msgpack.unpackb(read())).encode())';
    expect(python(script, encodeBundle(bundle)).toString()).toBe(checksumOf(bundle));
  });
});

it('the checksum in the documents is that of the sites there', () => {
  const [, hex] = /\(1, 2, 3\): `([0-9a-f]+)`/.exec(page)!;
  const [, stated] = /\| `checksum` \| `([0-9a-f]{64})` \|/.exec(page)!;
  const sitesCart = Float64Array.of(1, 2, 3);
  expect(hex).toBe(Buffer.from(sitesCart.buffer).toString('hex'));
  expect(stated).toBe(checksumOf({ bundleType: 'coordinate_update', sitesCart, parentBundleId: 'm' }));
});
