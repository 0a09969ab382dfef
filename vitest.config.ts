import { existsSync } from "node:fs";
import { defineConfig } from "vitest/config";

/** Written by the suites that need a database; the suites work without it while they have no tests. */
const globalSetup = "tests/support/global-setup.ts";
const withDatabase = existsSync(globalSetup) ? { globalSetup: [globalSetup] } : {};

/** A busy machine is no failing test: these end what would hang, and how fast things are is for the benchmarks to say. */
const patient = { testTimeout: 60_000, hookTimeout: 60_000, expect: { poll: { timeout: 30_000 } } };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...patient,
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
          ...patient,
          name: "integration",
          include: ["tests/integration/**/*.test.ts"],
          setupFiles: ["tests/support/fixed-seed.ts"],
          ...withDatabase,
        },
      },
      {
        test: {
          ...patient,
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
