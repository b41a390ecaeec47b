import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectFile } from './run.js';

const manifest = JSON.parse(readFileSync(projectFile('package.json'), 'utf8')) as {
  version: string;
  bin: Record<string, string>;
  exports: Record<'.', { types: string }>;
};

/** Modules outside of the package that a declaration file and those it imports refer to. */
function foreignImports(declaration: string, seen = new Set<string>()): string[] {
  if (seen.has(declaration)) return [];
  seen.add(declaration);
  const text = readFileSync(declaration, 'utf8');
  const imports = [...text.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map(([, name]) => name);
  return imports.flatMap((name) => {
    if (!name.startsWith('.')) return [`${declaration}: ${name}`];
    return foreignImports(join(dirname(declaration), name.replace(/\.js$/, '.d.ts')), seen);
  });
}

describe('the package', () => {
  it('has a command that runs, and that a shell knows how to run', () => {
    const program = projectFile(manifest.bin.geomin);
    const { status, stdout } = spawnSync(process.execPath, [program, '--version'], { encoding: 'utf8' });
    expect(stdout).toBe(`${manifest.version}\n`);
    expect(status).toBe(0);
    expect(readFileSync(program, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  it("has types that need none of its dependencies', which strict programs cannot compile", () => {
    expect(foreignImports(projectFile(manifest.exports['.'].types))).toEqual([]);
  });
});
