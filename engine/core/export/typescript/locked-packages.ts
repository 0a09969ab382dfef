import type { JsonObject } from "../../json.ts";

/** What an exported project is made of, to the byte. A test compares this with our own lockfile. */
export const RUN_PACKAGES: Readonly<Record<string, string>> = {
  "@cfworker/json-schema": "4.1.6",
  jsonata: "2.2.2",
  xstate: "5.33.3",
};

export const BUILD_PACKAGES: Readonly<Record<string, string>> = {
  "@types/node": "24.19.2",
  typescript: "6.0.3",
};

export const LOCKED_PACKAGES: Readonly<Record<string, JsonObject>> = {
  "@cfworker/json-schema": {
    version: "4.1.6",
    integrity: "sha512-YzVGTHXf4bzlyAL5KAvHYCdNbbt6zM5cYkAgxqxQPDQM6aZ4ShIIN5yJ+6q7YeonnevxT8k/LmD2tJi/jOiKkg==",
    license: "MIT",
  },
  "@types/node": {
    version: "24.19.2",
    integrity: "sha512-93d49wCWJkCyN87MxLpNN6KXPCwFw7bVUg79mGUV1OS40JGWwVCr8n61DXCSqz7CV6/VfPkb7xec7uP2M+QHWQ==",
    dev: true,
    license: "MIT",
    dependencies: { "undici-types": ">=7.24.0 <7.24.7" },
  },
  jsonata: {
    version: "2.2.2",
    integrity: "sha512-XDFH2PuaAXv0AXJEWwElXbqADmKFGKMLMkFb+qOz0EhjQW2EIJ6pgtordLU+4u3IVERyBfqy6bi6kZKEncvRqA==",
    license: "MIT",
    engines: { node: ">= 8" },
  },
  typescript: {
    version: "6.0.3",
    integrity: "sha512-y2TvuxSZPDyQakkFRPZHKFm+KKVqIisdg9/CZwm9ftvKXLP8NRWj38/ODjNbr43SsoXqNuAisEf1GdCxqWcdBw==",
    dev: true,
    license: "Apache-2.0",
    bin: { tsc: "bin/tsc", tsserver: "bin/tsserver" },
    engines: { node: ">=14.17" },
  },
  "undici-types": {
    version: "7.24.6",
    integrity: "sha512-WRNW+sJgj5OBN4/0JpHFqtqzhpbnV0GuB+OozA9gCL7a993SmU+1JBZCzLNxYsbMfIeDL+lTsphD5jN5N+n0zg==",
    dev: true,
    license: "MIT",
  },
  xstate: {
    version: "5.33.3",
    integrity: "sha512-AnDRjS/GyKHmbA1PyhVCYBqYsA7EGe3KGgeD0ht3NFsXzoz7leX/HQDFX9QlHFJ/ltLHPsgChJYwPzRvB/0b4g==",
    license: "MIT",
  },
};
