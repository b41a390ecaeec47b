import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { projectFile } from './run.js';

function buildNative(env: NodeJS.ProcessEnv): { status: number | null; stderr: string } {
  const script = projectFile('scripts/build-native.mjs');
  return spawnSync(process.execPath, [script], { env, encoding: 'utf8' });
}

describe('the build of the native core', () => {
  it('says what to install where there is no compiler', () => {
    const { status, stderr } = buildNative({ PATH: '' });
    expect(status).toBe(1);
    expect(stderr).toContain('there is no cmake on PATH');
    expect(stderr).toContain('there is no C++ compiler');
    expect(stderr).toMatch(
      /Install a C\+\+17 compiler \(Debian and Ubuntu: apt install g\+\+;.*then install again/,
    );
  });

  it('knows three ways, and says so when told another', () => {
    const { status, stderr } = buildNative({ PATH: '', GEOMIN_BUILD: 'magic' });
    expect(status).toBe(1);
    expect(stderr).toBe('geomin: GEOMIN_BUILD is magic; it may be cmake, gyp, direct.\n');
  });
});
