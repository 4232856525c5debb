import { defineConfig, type TestProjectConfiguration } from 'vitest/config'

/** They need the MongoDB that `MONGODB_URI` names. */
const ONLY_MONGO = ['server/src/**/mongo*.test.ts']

const mongo: TestProjectConfiguration = {
  test: {
    name: 'mongo',
    include: ONLY_MONGO,
    environment: 'node',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
}

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'shared', include: ['shared/src/**/*.test.ts'], environment: 'node' } },
      {
        test: {
          name: 'server',
          include: ['server/{src,test}/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: ONLY_MONGO,
          environment: 'node',
          env: { MONGODB_URI: '' },
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      ...(process.env['MONGODB_URI'] ? [mongo] : []),
      { test: { name: 'editor', include: ['editor/src/**/*.test.{ts,tsx}'], environment: 'happy-dom' } },
    ],
  },
})
