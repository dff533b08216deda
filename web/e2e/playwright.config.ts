import { defineConfig } from '@playwright/test';

// Chromium of the distribution: Playwright's own cannot be downloaded everywhere. One worker: each file has a server of
// its own, and small machines run them all.
export default defineConfig({
  testDir: '.',
  outputDir: './results',
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list']],
  use: {
    viewport: { width: 1440, height: 900 },
    locale: 'pt-BR',
    timezoneId: 'America/New_York',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
    },
  },
});
