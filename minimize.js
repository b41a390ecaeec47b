#!/usr/bin/env node
// `node minimize.js model.pdb`: the same as `geomin minimize model.pdb`.
let runProgram;
try {
  ({ runProgram } = await import('./dist/cli/program.js'));
} catch (error) {
  if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  console.error('geomin: not built yet. Run `npm ci` first: it builds the C++ core and the TypeScript.');
  process.exit(1);
}
await runProgram(['minimize', ...process.argv.slice(2)]);
