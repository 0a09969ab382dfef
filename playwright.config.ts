import { defineConfig } from "@playwright/test";
import { browserLaunchOptions } from "./tests/e2e/browser.ts";

export default defineConfig({
  testDir: "tests/e2e",
  testMatch: "**/*.e2e.ts",
  outputDir: "test-results/e2e",
  // One installation serves all journeys, and a restarted web process would disturb its neighbors.
  workers: 1,
  // These end what would hang. A busy machine is no failing journey.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: [["list"]],
  use: {
    launchOptions: await browserLaunchOptions(),
    viewport: { width: 1440, height: 900 },
    // What cannot be pressed is said at once, and not when the whole journey has run out of time.
    actionTimeout: 30_000,
    navigationTimeout: 60_000,
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
  },
});
