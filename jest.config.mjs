// CommonJS packages that require() an ESM-only package: Node can, Jest's loader on Node 20 cannot.
const esmRequiredFromCjs = ['content-disposition', 'cookie', 'yargs'];
const swc = (type) => [
  '@swc/jest',
  {
    swcrc: false,
    sourceMaps: 'inline',
    module: { type },
    jsc: {
      target: 'es2022',
      keepClassNames: true,
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    },
  },
];
export default {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  testMatch: ['<rootDir>/{apps,libs,test}/**/*.spec.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.closeout'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
  maxWorkers: 2,
  testTimeout: 60_000,
  transformIgnorePatterns: [`/node_modules/(?!(?:.*/)?(?:${esmRequiredFromCjs.join('|')})/)`],
  transform: {
    [`/node_modules/(?:.*/)?(?:${esmRequiredFromCjs.join('|')})/.+\\.js$`]: swc('commonjs'),
    '^.+\\.tsx?$': swc('es6'),
  },
};
