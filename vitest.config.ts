import { existsSync } from "node:fs";
import { defineConfig } from "vitest/config";

/** Written by the suites that need a database; the suites work without it while they have no tests. */
const globalSetup = "tests/support/global-setup.ts";
const withDatabase = existsSync(globalSetup) ? { globalSetup: [globalSetup] } : {};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: [
            "{engine,components,app}/**/*.test.{ts,tsx}",
            "tests/property/**/*.test.ts",
            "tests/architecture/**/*.test.ts",
            "tests/semantics/**/*.test.ts",
            "tests/{replay-corpus,traps,auto-map,web-build,import-corpus}/**/*.test.ts",
          ],
          setupFiles: ["tests/support/fixed-seed.ts"],
        },
      },
      {
        test: {
          name: "integration",
          include: ["tests/integration/**/*.test.ts"],
          setupFiles: ["tests/support/fixed-seed.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          ...withDatabase,
        },
      },
      {
        test: {
          name: "crash",
          include: ["tests/crash/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // Killing processes and measuring recovery needs the machine to itself.
          fileParallelism: false,
          ...withDatabase,
        },
      },
    ],
    coverage: { provider: "v8", include: ["engine/**/*.ts", "components/**/*.{ts,tsx}"], exclude: ["**/*.test.*"] },
  },
});
