import { defineConfig, type TestProjectConfiguration } from 'vitest/config'

/** Long, for machines that are busy: nothing is measured here. */
const patient = {
  testTimeout: 30_000,
  hookTimeout: 30_000,
  expect: { poll: { timeout: 10_000 } },
  setupFiles: ['vitest.setup.ts'],
}

/** What any store may serve: it is tested on SQLite, and once more on the MongoDB that `MONGODB_URI` names. */
const ON_BOTH_STORES = [
  'server/src/{features,collaboration}/**/*.test.ts',
  'server/src/processes.test.ts',
  'client/src/tour.test.ts',
]
const ONLY_MONGO = ['{server/src,chaos}/**/mongo*.test.ts']
const ONLY_SQLITE = ['server/src/**/sqlite*.test.ts']

const mongo: TestProjectConfiguration = {
  test: {
    name: 'mongo',
    include: [...ON_BOTH_STORES, ...ONLY_MONGO],
    exclude: ONLY_SQLITE,
    globalSetup: './server/test/mongoRun.ts',
    environment: 'node',
    ...patient,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Twice a new collection was waited for as long as a transaction may last, while other files ran; the cause was not found. Take this
    // away when it is: it hides every other test here that fails once.
    retry: 1,
  },
}

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'shared', include: ['shared/src/**/*.test.ts'], environment: 'node', ...patient } },
      {
        test: {
          name: 'server',
          include: ['server/{src,test}/**/*.test.ts', '{scripts,chaos}/**/*.test.ts'],
          exclude: ONLY_MONGO,
          environment: 'node',
          env: { MONGODB_URI: '' },
          ...patient,
        },
      },
      {
        test: {
          name: 'client',
          include: ['client/src/**/*.test.ts'],
          environment: 'node',
          env: { MONGODB_URI: '' },
          ...patient,
          // Each runs the command as a process, many times.
          testTimeout: 180_000,
        },
      },
      ...(process.env['MONGODB_URI'] ? [mongo] : []),
      {
        test: {
          name: 'editor',
          include: ['editor/src/**/*.test.{ts,tsx}'],
          environment: 'happy-dom',
          ...patient,
          setupFiles: [...patient.setupFiles, 'editor/src/test/setup.ts'],
        },
      },
      {
        test: {
          name: 'simulation',
          include: ['simulation/**/*.test.ts'],
          environment: 'node',
          testTimeout: 600_000,
          // It takes every core: after the others, which have deadlines.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
