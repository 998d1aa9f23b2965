// The map of docs/ARCHITECTURE.md, held by the test command: apps -> domain -> platform, contracts a leaf.
const capability = (name) => `^libs/domain/src/${name}/`;
const below = {
  audit: [],
  identity: ['audit'],
  fleet: ['audit', 'identity'],
  notices: ['audit', 'identity', 'fleet'],
  tasks: ['audit', 'identity', 'fleet', 'notices'],
  campaigns: ['audit', 'identity', 'fleet', 'notices', 'tasks'],
  reminders: ['audit', 'identity', 'fleet', 'notices', 'tasks', 'campaigns'],
  replies: ['audit', 'identity', 'fleet', 'notices', 'tasks', 'campaigns'],
  closeout: ['audit', 'identity', 'fleet', 'notices', 'tasks', 'campaigns', 'reminders', 'replies'],
};
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: ['^virtual:', '\\?url$'] } },
    {
      name: 'contracts-is-a-leaf',
      severity: 'error',
      from: { path: '^libs/contracts/' },
      to: { pathNot: ['^libs/contracts/', 'node_modules/zod/'] },
    },
    { name: 'platform-knows-no-domain', severity: 'error', from: { path: '^libs/platform/' }, to: { path: ['^libs/domain/', '^apps/'] } },
    { name: 'domain-knows-no-apps', severity: 'error', from: { path: '^libs/domain/' }, to: { path: '^apps/' } },
    {
      name: 'one-door-per-room',
      comment: 'other rooms are entered through their index.ts',
      severity: 'error',
      from: { path: '^(libs/(?:domain|platform)/src/[^/]+)/' },
      to: { path: '^libs/(?:domain|platform)/src/[^/]+/', pathNot: ['^$1/', '^libs/(?:domain|platform)/src/[^/]+/index\\.ts$'] },
    },
    {
      name: 'apps-use-doors',
      severity: 'error',
      from: { path: '^apps/' },
      to: { path: '^libs/(?:domain|platform)/src/[^/]+/', pathNot: '^libs/(?:domain|platform)/src/[^/]+/index\\.ts$' },
    },
    {
      name: 'web-knows-contracts-only',
      severity: 'error',
      from: { path: '^apps/web/' },
      to: { path: ['^libs/(?:domain|platform)/', '^apps/(?!web/)', '^migrations/'] },
    },
    {
      name: 'one-door-per-web-room',
      comment: 'the rooms of the web (api, ui, locale, session, offline, features/<capability>) are entered through index.ts; routes load pages',
      severity: 'error',
      from: { path: '^(apps/web/src/(?:features/)?[^/]+)/', pathNot: '^apps/web/src/routes/' },
      to: {
        path: '^apps/web/src/(?:(?:features/[^/]+)|api|ui|locale|session|offline)/',
        pathNot: ['^$1/', '^apps/web/src/(?:features/)?[^/]+/index\\.ts$'],
      },
    },
    ...Object.entries(below).map(([name, allowed]) => ({
      name: `${name}-looks-down-only`,
      severity: 'error',
      from: { path: capability(name) },
      to: { path: '^libs/domain/src/', pathNot: [name, ...allowed].map(capability) },
    })),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.spec\\.ts$' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['source', 'import', 'require', 'node', 'default'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.tsx', '.js', '.json'],
    },
  },
};
