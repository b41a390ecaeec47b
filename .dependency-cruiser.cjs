/**
 * Data flows one way: model -> monomers -> restraints -> geometry -> maps -> minimize -> redis ->
 * bundles -> transport -> agents -> jobs -> cli.
 * A folder may import from folders before it, never from those after it.
 */
const order = [
  'model',
  'monomers',
  'restraints',
  'geometry',
  'maps',
  'minimize',
  'redis',
  'bundles',
  'transport',
  'agents',
  'jobs',
  'cli',
];

const downstream = order.slice(0, -1).map((folder, i) => ({
  name: `${folder}-looks-downstream`,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: { path: `^src/(${order.slice(i + 1).join('|')})/` },
}));

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: '^src/(index|cli/main)\\.ts$' },
      to: {},
    },
    ...downstream,
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
  },
};
