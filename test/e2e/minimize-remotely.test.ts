import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseModel } from '../../src/model/read-model.js';
import { formatModel } from '../../src/model/write-model.js';
import { RedisTransport } from '../../src/transport/redis-transport.js';
import { describeWithRedis, startRedis, type TestRedis } from '../redis.js';
import { startAgents, type AgentProcess } from './agent-process.js';
import { geomin, projectFile, scratchFile, scratchFolder } from './run.js';

interface Report {
  readonly input: string;
  readonly models?: { energy: number; optimizer: string; final_bundle_id: string }[];
  readonly error?: { code: string };
}

const ubiquitin = projectFile('data/models/1ubq.pdb');
const text = readFileSync(ubiquitin, 'latin1');
const withoutTimes = (report: string) => report.replace(/^(time|written) .*\n/gm, '');

describeWithRedis('geomin minimize --redis', () => {
  let redis: TestRedis;
  const agents: AgentProcess[] = [];
  const local = (...args: string[]) => geomin(['minimize', ...args], { env: { GEOMIN_REDIS_URL: '' } });
  const remote = (...args: string[]) => local(...args, '--redis', redis.url);

  beforeAll(async () => {
    redis = await startRedis();
    for (let i = 0; i < 2; i++) agents.push(await startAgents([], { GEOMIN_REDIS_URL: redis.url }));
  });
  afterAll(async () => {
    for (const agent of agents) agent.kill('SIGTERM');
    for (const agent of agents) await agent.ended();
  });

  it.each([
    ['lbfgs', '200'],
    ['adam', '100'],
  ])('writes with %s over two agents what it writes alone, byte for byte', async (optimizer, iterations) => {
    const args = [ubiquitin, '--optimizer', optimizer, '--max-iterations', iterations, '--shake', '0.1'];
    const [here, there] = [join(scratchFolder(), 'here.pdb'), join(scratchFolder(), 'there.pdb')];
    const alone = await local(...args, '-o', here);
    const { code, stdout, stderr } = await remote(...args, '-o', there);
    expect([code, withoutTimes(stdout), stderr]).toEqual([0, withoutTimes(alone.stdout), alone.stderr]);
    expect(readFileSync(there)).toEqual(readFileSync(here));
  });

  it('sends agents what a user has edited, to the same bytes', async () => {
    const edits = scratchFile(
      'edits.yaml',
      `distances: [{ atoms: [NZ LYS A 11, OE2 GLU A 34], ideal: 2.8, sigma: 0.05, slack: 0.1, limit: 1 }]
dihedrals: [{ atoms: [CA GLY A 10, CA LYS A 11, CA THR A 12, CA ILE A 13], ideal: 60, alt_ideals: [180], sigma: 9 }]
parallelities: [{ planes: [residue 45 and name C*, residue 59 and name C*], sigma: 3 }]
planes: [{ atoms: residue 20, sigma: 0.5 }]`,
    );
    const args = [ubiquitin, '--optimizer', 'lbfgs', '--max-iterations', '50'];
    const [here, there, plain] = ['here', 'there', 'plain'].map((name) =>
      join(scratchFolder(), `${name}.pdb`),
    );
    const alone = await local(...args, '--edits', edits, '-o', here);
    const { code, stdout, stderr } = await remote(...args, '--edits', edits, '-o', there);
    expect([code, withoutTimes(stdout), stderr]).toEqual([0, withoutTimes(alone.stdout), alone.stderr]);
    expect(readFileSync(there)).toEqual(readFileSync(here));
    await remote(...args, '-o', plain);
    expect(readFileSync(plain)).not.toEqual(readFileSync(here));
  });

  it('leaves the final sites as a bundle, and asks for chosen terms of one model with residues left free', async () => {
    const models = ['', ' ']
      .map((_, i) => `MODEL     ${i + 1}\n${atoms(50 * i, 50 * i + 40)}\nENDMDL\n`)
      .join('');
    const input = scratchFile('two.pdb', models.replaceAll(' ILE ', ' XQ7 '));
    const output = join(scratchFolder(), 'out.pdb');
    const args = [
      input,
      '-o',
      output,
      '--model',
      '2',
      '--terms',
      'bond,angle',
      '--unknown',
      'free',
      '--json',
    ];
    const quick = ['--optimizer', 'lbfgs', '--max-iterations', '5', '--priority', '-1'];
    const { code, stdout } = await remote(...args, ...quick);
    expect(code).toBe(0);
    const [result] = (JSON.parse(stdout) as Report).models!;
    const alone = await local(...args, '--optimizer', 'lbfgs', '--max-iterations', '5');
    expect(result.energy).toBe((JSON.parse(alone.stdout) as Report).models![0].energy);
    const transport = await RedisTransport.connect({ url: redis.url });
    const bundle = await transport.bundles.get(result.final_bundle_id, 'coordinate_update');
    await transport.close();
    const model = parseModel(readFileSync(output));
    model.sitesCart.set(bundle.sitesCart);
    expect(formatModel(model)).toEqual(readFileSync(output));
  });

  it('hands over restraints that the built-in dictionary could not make', async () => {
    const ligand = `data_comp_XQ7
loop_ _chem_comp_atom.atom_id _chem_comp_atom.type_symbol _chem_comp_atom.type_energy
N N N  CA C CH1  C C C  O O O
loop_ _chem_comp_bond.atom_id_1 _chem_comp_bond.atom_id_2 _chem_comp_bond.value_dist _chem_comp_bond.value_dist_esd
N CA 1.50 0.02  CA C 1.60 0.02  C O 1.30 0.02
`;
    const input = scratchFile('ligand.pdb', atoms(0, 4).replaceAll(' MET ', ' XQ7 '));
    const args = [input, '--restraints', scratchFile('ligand.cif', ligand), '--optimizer', 'lbfgs'];
    const [here, there] = [join(scratchFolder(), 'here.pdb'), join(scratchFolder(), 'there.pdb')];
    const alone = await local(...args, '-o', here);
    const { code, stdout, stderr } = await remote(...args, '-o', there);
    expect([code, withoutTimes(stdout), stderr]).toEqual([0, withoutTimes(alone.stdout), alone.stderr]);
    expect(readFileSync(there)).toEqual(readFileSync(here));
    expect(stdout).toContain('3 bonds');
  });

  it('minimizes several files at once, and reports them in the order given', async () => {
    const folder = scratchFolder();
    const names = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => join(folder, `${name}.pdb`));
    // The first one takes longest.
    names.forEach((name, i) => writeFileSync(name, atoms(0, i === 0 ? 600 : 40 + i)));
    writeFileSync(names[3], 'END\n');
    const args = [
      ...names,
      '-o',
      `${scratchFolder()}/`,
      '--optimizer',
      'lbfgs',
      '--max-iterations',
      '50',
      '--json',
    ];
    const { code, stdout, stderr } = await remote(...args);
    expect(code).toBe(1);
    const reports = JSON.parse(stdout) as Report[];
    expect(reports.map(({ input }) => input)).toEqual(names);
    expect(reports.map(({ error }) => error?.code)).toEqual([
      undefined,
      undefined,
      undefined,
      'MODEL',
      undefined,
      undefined,
    ]);
    const expected = JSON.parse((await local(...args)).stdout) as Report[];
    expect(reports.map(({ models }) => models?.[0].energy)).toEqual(
      expected.map(({ models }) => models?.[0].energy),
    );
    const [, second] = names.map((name) => stderr.indexOf(`${name}  iteration 0 `));
    expect(second).toBeGreaterThan(-1);
    expect(second).toBeLessThan(stderr.indexOf(`${names[0]}  iteration 50 `));
  });

  it('says that best is plain L-BFGS there', async () => {
    const output = join(scratchFolder(), 'out.pdb');
    const args = [ubiquitin, '-o', output, '--optimizer', 'best', '--max-iterations', '3'];
    const { code, stderr } = await remote(...args);
    expect(code).toBe(0);
    expect(stderr).toContain(
      'note: best needs the core in this process; over agents this was plain L-BFGS\n',
    );
    expect((await local(...args)).stderr).not.toContain('note');
  });

  it('says that nobody answers, or that agents refuse', async () => {
    const output = join(scratchFolder(), 'out.pdb');
    const nobody = await remote(
      ubiquitin,
      '-o',
      output,
      '--stream',
      'void',
      '--timeout',
      '0.3',
      '--retries',
      '1',
    );
    expect(nobody).toMatchObject({ code: 1, stdout: '' });
    expect(nobody.stderr).toContain('no agent answered within 0.3 s, 2 times');
    const limited = await startAgents(['--stream', 'small', '--max-atoms', '100'], {
      GEOMIN_REDIS_URL: redis.url,
    });
    agents.push(limited);
    const refused = await remote(ubiquitin, '-o', output, '--stream', 'small');
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('660 atoms');
  });

  it('signs what it asks where there is a key', async () => {
    const env = {
      GEOMIN_REDIS_URL: redis.url,
      GEOMIN_STREAM: 'signed',
      GEOMIN_KEY: 'a key of sixteen bytes or more',
    };
    agents.push(await startAgents([], env));
    const output = join(scratchFolder(), 'out.pdb');
    const args = ['minimize', ubiquitin, '-o', output, '--optimizer', 'lbfgs', '--max-iterations', '3'];
    expect(await geomin(args, { env })).toMatchObject({ code: 0 });
    const wrong = { ...env, GEOMIN_KEY: 'another key of sixteen bytes or more' };
    const refused = await geomin([...args, '--timeout', '1', '--retries', '0'], { env: wrong });
    expect(refused).toMatchObject({ code: 1, stdout: '' });
  });
});

/** Lines of some atoms of ubiquitin. */
function atoms(from: number, to: number): string {
  const lines = text.split('\n').filter((line) => line.startsWith('ATOM'));
  return lines.slice(from, to).join('\n');
}
