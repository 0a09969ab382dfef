import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadSecrets } from "./secrets.ts";

describe("loadSecrets", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "omnilink-secrets-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("makes secrets once, for the owner's eyes only", () => {
    const file = join(folder, "deep", "secrets.json");
    const made = loadSecrets(file);
    expect(made.sessionSecret.length).toBeGreaterThanOrEqual(64);
    expect(loadSecrets(file)).toEqual(made);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("refuses a broken file instead of making new secrets", () => {
    const file = join(folder, "secrets.json");
    writeFileSync(file, "{");
    expect(() => loadSecrets(file)).toThrow(/delete it to sign everybody out/);
  });
});
