import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectFile, scratchFolder } from './run.js';

const ubiquitin = projectFile('data/models/1ubq.pdb');
const command = `'${process.execPath}' '${projectFile('minimize.js')}'`;
const quick = '--optimizer lbfgs --max-iterations 5';

/** A line of shell script, in a new folder. */
function shell(script: string, cwd = scratchFolder()) {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', script], { cwd, encoding: 'latin1' });
  return { status, stdout, stderr, cwd };
}

describe.runIf(process.platform === 'linux')('in a pipeline', () => {
  it('a model on standard output is nothing but the model: the report goes to standard error', () => {
    const { stdout, stderr } = shell(`${command} '${ubiquitin}' ${quick} -o /dev/stdout | cat`);
    const lines = readFileSync(ubiquitin, 'latin1').split('\n');
    expect(stdout.split('\n')).toHaveLength(lines.length);
    expect(stdout.split('\n').at(-2)).toBe(lines.at(-2));
    expect(stderr).toContain('rmsd bonds');
  });

  it('a model and JSON do not share standard output', () => {
    const { status, stdout, stderr } = shell(`${command} '${ubiquitin}' --json -o /dev/stdout`);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('cannot both go to standard output');
  });

  it('a model is read from a pipe', () => {
    const { status, cwd } = shell(`cat '${ubiquitin}' | ${command} /dev/stdin ${quick}`);
    expect(status).toBe(0);
    expect(readdirSync(cwd)).toEqual(['stdin_minimized.pdb']);
  });

  it.each([
    ['of JSON', '--json', '2>errors | true'],
    ['of progress', '', '2>&1 >report | true'],
  ])('a reader %s that goes away is no trouble', (_, option, pipe) => {
    const { cwd } = shell(`(${command} '${ubiquitin}' ${quick} ${option}; echo $? >status) ${pipe}`);
    expect(readFileSync(join(cwd, 'status'), 'latin1')).toBe('0\n');
    expect(existsSync(join(cwd, '1ubq_minimized.pdb'))).toBe(true);
    if (existsSync(join(cwd, 'errors')))
      expect(readFileSync(join(cwd, 'errors'), 'latin1')).not.toMatch(/error/i);
  });

  it('a disk that is full is', () => {
    const { status, stderr } = shell(`${command} '${ubiquitin}' ${quick} >/dev/full`);
    expect(status).toBe(1);
    expect(stderr).toMatch(/geomin: standard output: cannot be written: the disk is full/);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
