import { defineConfig } from '@playwright/test'
import { launchFlags } from './scripts/browser/find.ts'

const executablePath = process.env.CHROMIUM

export default defineConfig({
  testDir: 'e2e',
  globalSetup: './e2e/global-setup.ts',
  outputDir: 'test-results',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: !!process.env.CI,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: {
    launchOptions: { args: launchFlags(), ...(executablePath ? { executablePath } : {}) },
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'Europe/Prague',
    // Recording every step doubles the time of a run: `TRACE=1` switches it on.
    trace: process.env.TRACE ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
  },
})
