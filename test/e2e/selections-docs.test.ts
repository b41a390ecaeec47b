import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readModel } from '../../src/model/read-model.js';
import { selectAtoms } from '../../src/model/selection.js';
import { projectFile } from './run.js';

const page = readFileSync(projectFile('docs/selections.md'), 'utf8');
const examples = [...page.matchAll(/^\| `([^`]+)` \| (\d+) \|/gm)].map(([, text, count]) => ({
  text,
  count,
}));
const ubiquitin = await readModel(projectFile('data/models/1ubq.pdb'));

it('has examples', () => {
  expect(examples.length).toBeGreaterThan(8);
});

it.each(examples)('$text selects $count atoms, as the documentation has it', ({ text, count }) => {
  expect(selectAtoms(ubiquitin, text).reduce((sum, isIn) => sum + isIn, 0)).toBe(Number(count));
});
