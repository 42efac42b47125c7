// The layers of the library: imports point down only (docs in CONTRIBUTING.md).
const layers = [
  ['errors', 'util'],
  ['native'],
  ['loop', 'codec', 'fork', 'memory'],
  ['os', 'signal'],
  ['launch'],
  ['process', 'sync', 'shared', 'dict', 'connection', 'queues'],
  ['pool', 'managers'],
  ['futures', 'context'],
];
const nouns = layers.flat();
const upward = layers.flatMap((layer, rank) => {
  const above = layers.slice(rank + 1).flat();
  return above.length === 0
    ? []
    : [
        {
          name: `${layer.join('-')}-looks-down`,
          comment: 'A layer imports only what lies below it.',
          severity: 'error',
          from: { path: `^lib/(${layer.join('|')})(/|\\.ts$)` },
          to: { path: `^lib/(${above.join('|')}|cli|index|multiprocessing)(/|\\.ts$)` },
        },
      ];
});
module.exports = {
  forbidden: [
    ...upward,
    {
      name: 'through-the-index',
      comment: "Another noun's folder is entered through its index.ts only.",
      severity: 'error',
      from: { path: '^lib/([^/]+)/' },
      to: {
        path: `^lib/(${nouns.join('|')})/`,
        pathNot: ['^lib/$1/', '^lib/[^/]+/index\\.ts$', '^lib/(util|native)/'],
      },
    },
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
