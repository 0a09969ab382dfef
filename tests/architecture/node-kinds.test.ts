import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readFlow } from "#engine/core/flow/read-flow.ts";
import { validateFlow } from "#engine/core/validate/validate-flow.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { createNodeExecutors } from "#engine/nodes/executors.ts";

/** A node kind is one folder with all of its parts, and one line in the list. Nothing about it is anywhere else. */
const nodesDir = fileURLToPath(new URL("../../engine/nodes", import.meta.url));
const errorsDir = fileURLToPath(new URL("../../docs/errors", import.meta.url));
const folders = readdirSync(nodesDir, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
const outside = () => Promise.reject(new Error("No call is made here."));
const executors = createNodeExecutors({ send: outside, sendMail: outside });

const folderOf = (kind: string): string => kind.replaceAll(".", "-");
const read = (kind: string, file: string): string => readFileSync(`${nodesDir}/${folderOf(kind)}/${file}`, "utf8");

it("has a folder for each kind in the list, and no other", () => {
  expect(folders.toSorted()).toEqual([...nodeDefinitions.keys()].map(folderOf).toSorted());
});

describe.each([...nodeDefinitions])("node kind %s", (kind, definition) => {
  it("is listed under its own name, with a version and words for the palette", () => {
    expect(definition.kind).toBe(kind);
    expect(definition.version).toBeGreaterThanOrEqual(1);
    expect(definition.title).not.toBe("");
    expect(definition.purpose).toMatch(/^[A-Z].*[^.]$/);
    expect(definition.icon).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
  });

  it("has an executor of its behavior, unless nothing is left to do", () => {
    const needsNone = ["trigger", "join", "compensate"].includes(definition.behavior);
    const expected = definition.behavior === "stop" ? "pure" : definition.behavior;
    expect(executors.get(kind)?.behavior).toBe(needsNone ? undefined : expected);
    expect(existsSync(`${nodesDir}/${folderOf(kind)}/execute.ts`)).toBe(!needsNone);
  });

  it("has tests", () => {
    expect(readdirSync(`${nodesDir}/${folderOf(kind)}`).filter((file) => file.endsWith(".test.ts"))).not.toEqual([]);
  });

  it("has an example that uses it and is valid without a warning", () => {
    const { document, problems } = readFlow(read(kind, "example.yaml"));
    expect(problems).toEqual([]);
    expect(document!.nodes.map((node) => node.kind)).toContain(kind);
    const found = validateFlow(document!, nodeDefinitions).map(({ code }) => code);
    // What an import left behind is there to be refused.
    expect(found).toEqual(kind === "placeholder" ? ["flow/placeholder"] : []);
  });

  it("has a page that names it, its fields and its errors, each error with a page of its own", () => {
    const page = read(kind, "docs.md");
    expect(page).toMatch(new RegExp(`^# ${kind.replace(".", "\\.")}\n`));
    for (const field of Object.keys(definition.form)) expect(page).toMatch(new RegExp(`^\\| \`${field}\` +\\|`, "m"));
    const [, errors = ""] = page.split("**Errors**");
    const codes = [...errors.matchAll(/`([a-z]+\/[a-z-]+)`/g)].map(([, code]) => code!.replace("/", "-"));
    expect(codes.filter((code) => !existsSync(`${errorsDir}/${code}.md`))).toEqual([]);
  });

  it("explains in the form every field of its config", () => {
    const fields = (definition.config as unknown as { readonly shape?: object }).shape;
    expect(Object.keys(definition.form).toSorted()).toEqual(Object.keys(fields ?? {}).toSorted());
  });
});
