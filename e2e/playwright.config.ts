import { defineConfig } from '@playwright/test'

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

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
    launchOptions: { ...(process.env['CHROMIUM'] ? { executablePath: process.env['CHROMIUM'] } : {}), args: FLAGS },
    screenshot: 'only-on-failure',
  },
})
