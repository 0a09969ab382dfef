import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { compileFlow } from "../../core/compile/compile-flow.ts";
import type { CompiledFlow } from "../../core/compile/flow-plan.ts";
import { readFlow } from "../../core/flow/read-flow.ts";
import { nodeDefinitions } from "../../nodes/definitions.ts";
import { loadFlowFolder, type FlowFolder } from "../flow-folder/load-flow-folder.ts";
import { runScenario } from "./run-scenario.ts";
import { readScenario } from "./scenario.ts";

/** The example flows are documentation, first data and tests at once: each must be valid and do what its scenarios say. */
const flowsDir = fileURLToPath(new URL("../../../flows", import.meta.url));
const names = readdirSync(flowsDir, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

async function load(name: string): Promise<FlowFolder> {
  const loaded = await loadFlowFolder(`${flowsDir}/${name}`);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  expect(loaded.problems).toEqual([]);
  return loaded.folder;
}

function compile({ source }: FlowFolder): CompiledFlow {
  const { document, problems } = readFlow(source);
  expect(problems).toEqual([]);
  const compiled = compileFlow(document!, nodeDefinitions);
  expect(compiled.problems).toEqual([]);
  return { document: document!, plan: compiled.plan! };
}

const folders = await Promise.all(names.map(load));
const flows = folders.map(compile);

describe.each(folders.map((folder, index) => ({ name: names[index]!, folder })))("flow $name", ({ name, folder }) => {
  it("is valid, has its folder's name and a place for every box", () => {
    const { document } = compile(folder);
    expect(document.id).toBe(name);
    expect(Object.keys(folder.layout!.positions).sort()).toEqual(document.nodes.map(({ id }) => id).sort());
  });

  it("has no two boxes on top of each other", () => {
    const { document } = compile(folder);
    // A position is relative to the container around the box.
    const boxes = document.nodes.map(({ id, parent }) => ({ parent, ...folder.layout!.positions[id]! }));
    const overlapping = boxes.filter((a, index) =>
      boxes
        .slice(index + 1)
        .some((b) => a.parent === b.parent && Math.abs(a.x - b.x) < 232 + 24 && Math.abs(a.y - b.y) < 76 + 24),
    );
    expect(overlapping).toEqual([]);
  });

  it("has at least three scenarios", () => {
    expect(folder.scenarioFiles.length).toBeGreaterThanOrEqual(3);
  });

  it.each(folder.scenarioFiles.map((file) => [file.slice(file.lastIndexOf("/") + 1), file]))(
    "does what %s says",
    async (_name, file) => {
      const read = readScenario(readFileSync(file, "utf8"));
      if (!read.ok) throw new Error(read.messages.join("\n"));
      expect((await runScenario(compile(folder), read.scenario, flows)).mismatches).toEqual([]);
    },
  );
});
