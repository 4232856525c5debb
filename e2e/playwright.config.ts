import { defineConfig } from '@playwright/test'

import { CHROMIUM } from './fixtures/chromium.ts'

export default defineConfig({
  testDir: 'journeys',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  fullyParallel: false,
  workers: 2,
  retries: 0,
  reporter: [['list']],
  outputDir: '../test-results',
  use: {
    actionTimeout: 8_000,
    viewport: { width: 1440, height: 900 },
    launchOptions: CHROMIUM,
    screenshot: 'only-on-failure',
  },
})
