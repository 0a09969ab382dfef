import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/**
 * A check that cannot fail is worse than none: a tool that reads no file reports no violation. So every rule is shown a
 * violation of itself in a scratch project, and the real project must be large enough to have been read.
 */
const repository = resolve(import.meta.dirname, "../..");

interface CruiseResult {
  readonly summary: {
    readonly totalCruised: number;
    readonly ruleSetUsed: { readonly forbidden: readonly { readonly name: string }[] };
    readonly violations: readonly { readonly from: string; readonly to: string; readonly rule: { readonly name: string } }[];
  };
}

/** By rule: the file that offends, what it reaches, by which specifier, and through which other file if not directly. */
const planted: Record<string, { from: string; to: string; specifier: string; through?: string }> = {
  "nothing-imports-in-circles": { from: "engine/hub/circle-a.ts", to: "engine/hub/circle-b.ts", specifier: "./circle-b.ts" },
  "every-import-resolves": { from: "engine/hub/lost.ts", to: "./nowhere.ts", specifier: "./nowhere.ts" },
  "core-imports-nothing-of-ours": { from: "engine/core/a.ts", to: "engine/runtime/b.ts", specifier: "#engine/runtime/b.ts" },
  "core-uses-only-pure-packages": { from: "engine/core/c.ts", to: "node_modules/undici/index.js", specifier: "undici" },
  "core-does-no-input-or-output": { from: "engine/core/d.ts", to: "fs", specifier: "node:fs" },
  "xstate-stays-in-compile-and-machine": { from: "engine/runtime/e.ts", to: "node_modules/xstate/index.js", specifier: "xstate" },
  "node-definitions-import-core-only": {
    from: "engine/nodes/http/definition.ts",
    to: "engine/nodes/http/execute.ts",
    specifier: "./execute.ts",
  },
  "node-definitions-reach-nothing-impure": {
    from: "engine/nodes/map/definition.ts",
    to: "node_modules/undici/index.js",
    specifier: "undici",
    through: "engine/nodes/map/between.ts",
  },
  "node-kinds-do-not-know-each-other": { from: "engine/nodes/map/a.ts", to: "engine/nodes/http/b.ts", specifier: "../http/b.ts" },
  "runtime-imports-core-only": { from: "engine/runtime/f.ts", to: "engine/postgres/g.ts", specifier: "../postgres/g.ts" },
  "stores-import-core-and-runtime-only": { from: "engine/memory/h.ts", to: "engine/hub/i.ts", specifier: "../hub/i.ts" },
  "prisma-and-pg-stay-in-postgres": { from: "engine/hub/j.ts", to: "node_modules/pg/index.js", specifier: "pg" },
  "hub-does-not-know-the-processes": { from: "engine/hub/k.ts", to: "engine/host/l.ts", specifier: "../host/l.ts" },
  "export-kit-stands-alone": {
    from: "engine/export-kit/planted.ts",
    to: "engine/core/planted-for-kit.ts",
    specifier: "../core/planted-for-kit.ts",
  },
  "nothing-runs-on-the-export-kit": {
    from: "engine/hub/planted-kit-user.ts",
    to: "engine/export-kit/planted-tool.ts",
    specifier: "../export-kit/planted-tool.ts",
  },
  "engine-does-not-know-the-pages": { from: "engine/host/m.ts", to: "app/n.ts", specifier: "#app/n.ts" },
  "pages-reach-the-engine-through-its-door": { from: "app/o.ts", to: "engine/postgres/p.ts", specifier: "#engine/postgres/p.ts" },
  "components-use-no-server-code": { from: "components/run/q.ts", to: "engine/hub/r.ts", specifier: "#engine/hub/r.ts" },
  "components-do-not-know-the-pages": { from: "components/run/s.ts", to: "app/t.ts", specifier: "#app/t.ts" },
  "features-do-not-know-each-other": {
    from: "components/run/u.ts",
    to: "components/designer/v.ts",
    specifier: "#components/designer/v.ts",
  },
  "shared-components-do-not-know-features": { from: "components/ui/w.ts", to: "components/run/x.ts", specifier: "../run/x.ts" },
};

function cruise(folder: string): CruiseResult {
  const result = spawnSync(
    process.execPath,
    [
      join(repository, "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs"),
      ...["--config", join(repository, ".dependency-cruiser.mjs"), "--no-cache", "--output-type", "json"],
      ...["engine", "components", "app"],
    ],
    { cwd: folder, encoding: "utf8", maxBuffer: 256 * 1024 * 1024 },
  );
  if (!result.stdout.startsWith("{")) throw new Error(`dependency-cruiser gave no result: ${result.stderr}`);
  return JSON.parse(result.stdout) as CruiseResult;
}

function write(folder: string, file: string, text: string): void {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const importing = (specifier: string): string => `import * as imported from "${specifier}";\nexport const value = imported;\n`;

function plantViolations(folder: string): void {
  for (const file of ["package.json", "tsconfig.json"]) cpSync(join(repository, file), join(folder, file));
  for (const name of ["undici", "xstate", "pg"]) {
    write(folder, `node_modules/${name}/package.json`, JSON.stringify({ name, version: "1.0.0", main: "index.js" }));
    write(folder, `node_modules/${name}/index.js`, "module.exports = {};\n");
  }
  for (const { to } of Object.values(planted)) {
    if (/^(engine|components|app)\//.test(to)) write(folder, to, "export const value = 1;\n");
  }
  for (const { from, specifier, through } of Object.values(planted)) {
    if (through) write(folder, from, importing(`./${basename(through)}`));
    write(folder, through ?? from, importing(specifier));
  }
  write(folder, "engine/hub/circle-b.ts", 'import { value } from "./circle-a.ts";\nexport const back = value;\n');
}

describe("import boundaries", () => {
  let scratch = "";
  let found: CruiseResult["summary"]["violations"] = [];
  let rules: CruiseResult["summary"]["ruleSetUsed"]["forbidden"] = [];

  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), "omnilink-boundaries-"));
    plantViolations(scratch);
    const { summary } = cruise(scratch);
    found = summary.violations;
    rules = summary.ruleSetUsed.forbidden;
  }, 60_000);

  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  it.each(Object.entries(planted))("catches a violation of %s", (rule, { from, to }) => {
    expect(
      found.filter((violation) => violation.rule.name === rule).map((violation) => [violation.from, violation.to]),
    ).toContainEqual([from, to]);
  });

  it("has a planted violation for every rule", () => {
    expect(rules.map((rule) => rule.name).sort()).toEqual(Object.keys(planted).sort());
  });

  it("really reads the modules of this repository", () => {
    expect(cruise(repository).summary.totalCruised).toBeGreaterThan(50);
  }, 60_000);
});
