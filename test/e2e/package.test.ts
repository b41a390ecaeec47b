import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { projectFile } from './run.js';

const manifest = JSON.parse(readFileSync(projectFile('package.json'), 'utf8')) as {
  version: string;
  bin: Record<string, string>;
};

describe('the package', () => {
  it('has a command that runs, and that a shell knows how to run', () => {
    const program = projectFile(manifest.bin.geomin);
    const { status, stdout } = spawnSync(process.execPath, [program, '--version'], { encoding: 'utf8' });
    expect(stdout).toBe(`${manifest.version}\n`);
    expect(status).toBe(0);
    expect(readFileSync(program, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });
});
