import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { decodeBundle, encodeBundle } from '../../src/bundles/codec.js';
import { RedisBundleStore } from '../../src/bundles/redis-bundle-store.js';
import { parseModel } from '../../src/model/read-model.js';
import { formatModel } from '../../src/model/write-model.js';
import { TERMS, type Term } from '../../src/restraints/restraints.js';
import { describeWithRedis, freePort, startRedis, type TestRedis } from '../redis.js';
import { geomin, projectFile, scratchFile, scratchFolder } from './run.js';

const ubiquitin = projectFile('data/models/1ubq.pdb');

describeWithRedis('geomin bundle', () => {
  let redis: TestRedis;
  let client: Redis;
  let store: RedisBundleStore;
  const bundle = (...args: string[]) => geomin(['bundle', ...args], { env: { GEOMIN_REDIS_URL: redis.url } });

  beforeAll(async () => {
    redis = await startRedis();
    client = new Redis({ port: redis.port, protocol: 2, disableClientInfo: true });
    store = new RedisBundleStore(client);
  });
  beforeEach(() => client.flushall());
  afterAll(() => client.disconnect());

  it('puts a model, and prints its id alone', async () => {
    const { code, stdout, stderr } = await bundle('put', ubiquitin);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^macromolecule_[0-9a-f]{20}\n$/);
    const id = stdout.trim();
    expect(await store.get(id, 'macromolecule_data')).toMatchObject({
      atomCount: 660,
      model: { name: '1ubq.pdb', text: readFileSync(ubiquitin) },
    });
    expect((await store.info(id))!.ttlSeconds).toBeCloseTo(3600, -2);
  });

  it('puts with an id, terms, what becomes of unknown residues, and a time to live', async () => {
    const text = readFileSync(ubiquitin, 'latin1').replaceAll(' MET A   1 ', ' XQ7 A   1 ');
    const strange = scratchFile('strange.pdb', text);
    const refused = await bundle('put', strange);
    expect([refused.code, refused.stdout]).toEqual([1, '']);
    expect(refused.stderr).toContain('no dictionary knows XQ7');
    const put = await bundle(
      'put',
      strange,
      '--unknown',
      'free',
      '--terms',
      'bond,angle',
      '--ttl',
      'never',
      '--id',
      'mine',
    );
    expect([put.code, put.stdout, put.stderr]).toEqual([0, 'mine\n', '']);
    expect(await store.get('mine', 'macromolecule_data')).toMatchObject({
      unknown: 'free',
      terms: ['bond', 'angle'],
    });
    expect((await store.info('mine'))!.ttlSeconds).toBeUndefined();
  });

  it('puts a packed bundle as it is, unless it is broken', async () => {
    const sitesCart = Float64Array.of(1, 2, 3);
    const bytes = encodeBundle({ bundleType: 'coordinate_update', sitesCart, parentBundleId: 'm' });
    const { stdout } = await bundle('put', scratchFile('sites.bundle', bytes));
    expect(stdout).toMatch(/^coordinates_/);
    expect(await store.bytes(stdout.trim())).toEqual(bytes);
    const broken = await bundle('put', scratchFile('broken.bundle', bytes.subarray(0, -1)));
    expect(broken).toMatchObject({ code: 1, stdout: '' });
    expect(broken.stderr).toMatch(/broken\.bundle: it is cut short/);
    const terms = await bundle('put', scratchFile('sites.bundle', bytes), '--terms', 'bond');
    expect(terms.code).toBe(1);
  });

  it('lists and shows', async () => {
    await store.put(
      {
        bundleType: 'coordinate_update',
        sitesCart: new Float64Array(9),
        parentBundleId: 'a\x1b[2J',
        step: 4,
      },
      { id: 'sites', ttlSeconds: Infinity },
    );
    const { stdout } = await bundle('put', ubiquitin, '--id', 'model');
    expect(stdout).toBe('model\n');
    const list = await bundle('list');
    expect(list.stdout).toMatch(/^id +bytes +ttl\/s\nmodel +\d+ +3[56]\d\d\nsites +\d+ +never\n$/);
    const listed = JSON.parse((await bundle('list', '--json')).stdout) as { id: string }[];
    expect(listed).toMatchObject([{ id: 'model' }, { id: 'sites', ttl_seconds: null }]);
    const shown = await bundle('show', 'sites');
    expect(shown.stdout).toMatch(/^bundle_type +coordinate_update$/m);
    expect(shown.stdout).toMatch(/^atom_count +3$/m);
    expect(shown.stdout).toMatch(/^parent_bundle_id +a\ufffd\[2J$/m);
    const model = JSON.parse((await bundle('show', 'model', '--json')).stdout) as object;
    expect(model).toMatchObject({
      atom_count: 660,
      checksum_ok: true,
      model_name: '1ubq.pdb',
      model_format: 'pdb',
    });
  });

  it('shows energies', async () => {
    const terms = Object.fromEntries(TERMS.map((term, i) => [term, i])) as Record<Term, number>;
    const gradients = new Float64Array(6);
    await store.put(
      {
        bundleType: 'geometry_gradient_data',
        gradients,
        parentBundleId: 'm',
        requestId: 'r',
        energy: 21,
        terms,
        gradientNorm: 0,
      },
      { id: 'g' },
    );
    const { stdout } = await bundle('show', 'g');
    expect(stdout).toMatch(/^total_geometry_energy +21$/m);
    expect(stdout).toMatch(/^energies\.bond +0$/m);
    expect(stdout).toMatch(/^atom_count +2$/m);
  });

  it('gets the packed bytes, the text, and the text with other sites', async () => {
    await bundle('put', ubiquitin, '--id', 'model');
    const packed = await bundle('get', 'model');
    expect(decodeBundle(packed.bytes)).toMatchObject({ atomCount: 660 });
    expect((await bundle('get', 'model', '--pdb')).bytes).toEqual(readFileSync(ubiquitin));
    const model = parseModel(readFileSync(ubiquitin));
    const sitesCart = model.sitesCart.map((x) => x + 1);
    await store.put({ bundleType: 'coordinate_update', sitesCart, parentBundleId: 'model' }, { id: 'sites' });
    const output = join(scratchFolder(), 'moved.pdb');
    const moved = await bundle('get', 'model', '--coordinates', 'sites', '-o', output);
    expect([moved.code, moved.stdout, moved.stderr]).toEqual([0, '', '']);
    expect(readFileSync(output)).toEqual(formatModel({ ...model, sitesCart }));
    await store.put(
      { bundleType: 'coordinate_update', sitesCart: new Float64Array(3), parentBundleId: 'model' },
      { id: 'few' },
    );
    const few = await bundle('get', 'model', '--coordinates', 'few');
    expect(few).toMatchObject({ code: 1, stdout: '' });
    expect(few.stderr).toContain('bundle few: it has 1 atoms, but the model of model has 660');
  });

  it('removes, and cleans by age and type', async () => {
    const sites = {
      bundleType: 'coordinate_update',
      sitesCart: new Float64Array(3),
      parentBundleId: 'm',
    } as const;
    const hourAgo = Date.now() - 3_600_000;
    await store.put(sites, { id: 'new' });
    await store.put({ ...sites, createdAt: hourAgo }, { id: 'old' });
    await store.put(
      { bundleType: 'geometry_gradient_data', parentBundleId: 'm', requestId: 'r', createdAt: hourAgo },
      { id: 'gradients' },
    );
    await client.set('bundle:junk', 'junk');
    expect((await bundle('clean')).code).toBe(1);
    expect((await bundle('clean', '--older-than', '60', '--dry-run')).stdout).toBe('gradients\nold\n');
    expect((await bundle('clean', '--older-than', '60', '--type', 'coordinate_update')).stdout).toBe('old\n');
    expect((await bundle('list')).stdout).not.toContain('old');
    expect((await bundle('remove', 'new', 'old')).stdout).toBe('removed 1 of 2\n');
    expect((await bundle('clean', '--all')).stdout).toBe('gradients\njunk\n');
    expect((await bundle('list', '--json')).stdout).toBe('[]\n');
  });

  it('keeps to its prefix', async () => {
    await bundle('put', ubiquitin, '--id', 'mine', '--redis-prefix', '{a*}');
    await bundle('put', ubiquitin, '--id', 'other');
    expect(await client.keys('*')).toEqual(expect.arrayContaining(['{a*}bundle:mine', 'bundle:other']));
    const args = ['bundle', 'list', '--json', '--redis', redis.url];
    const { stdout } = await geomin(args, {
      env: { GEOMIN_REDIS_PREFIX: '{a*}', GEOMIN_REDIS_CLUSTER: '0' },
    });
    expect(JSON.parse(stdout)).toMatchObject([{ id: 'mine' }]);
  });

  it('says what is in the way', async () => {
    for (const args of [
      ['show', 'nowhere'],
      ['get', 'nowhere'],
      ['get', 'nowhere', '--pdb'],
    ]) {
      const { code, stderr } = await bundle(...args);
      expect([code, stderr]).toEqual([1, expect.stringContaining('bundle nowhere: there is no such bundle')]);
    }
    expect((await bundle('put', 'no-such-file.pdb')).stderr).toContain('no such file');
    expect((await bundle('put')).code).toBe(2);
    expect((await bundle('put', ubiquitin, '--ttl', 'long')).code).toBe(2);
    expect((await bundle('put', ubiquitin, '--id', 'two\nlines')).stderr).toContain(
      'cannot be the id of a bundle',
    );
    expect((await bundle('list', '--redis', 'http://nowhere')).stderr).toContain('not a URL of Redis');
    const closed = await geomin(['bundle', 'list', '--redis', `redis://127.0.0.1:${await freePort()}`]);
    expect(closed.code).toBe(1);
    expect(closed.stderr).toMatch(/no connection within 5 s/);
  });
});
