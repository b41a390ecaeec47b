import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { projectFile } from './run.js';

/** The TypeScript blocks of a Markdown file. They are plain JavaScript too, and import the package by its name. */
function examples(path: string): string[] {
  const text = readFileSync(projectFile(path), 'utf8');
  return [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code);
}

const pages = [
  'README.md',
  ...readdirSync(projectFile('docs'))
    .filter((f) => f.endsWith('.md'))
    .map((f) => `docs/${f}`),
];
const blocks = pages.flatMap((page) =>
  examples(page).map((code, i) => ({ name: `${page}, example ${i + 1}`, code })),
);

// Inside the project, so that `import … from 'geomin'` finds this package.
mkdirSync(projectFile('build'), { recursive: true });
const folder = mkdtempSync(projectFile('build/examples-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('examples in the documentation', () => {
  it('there are some', () => {
    expect(blocks.length).toBeGreaterThan(0);
  });

  it.each(blocks)('$name runs', ({ code }) => {
    const file = join(mkdtempSync(join(folder, 'example-')), 'example.mjs');
    writeFileSync(file, code);
    const { status, stderr } = spawnSync(process.execPath, [file], {
      cwd: projectFile('.'),
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});

describe('links in the documentation', () => {
  it.each(pages)('%s points at files that exist', (page) => {
    const text = readFileSync(projectFile(page), 'utf8');
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link]) => link);
    const missing = links.filter((link) => !existsSync(join(projectFile(page), '..', link)));
    expect(missing).toEqual([]);
  });
});
