import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parseDocument } from "yaml";
import { problemCodes } from "#engine/core/problem.ts";

const folder = fileURLToPath(new URL("../../docs/errors/", import.meta.url));
const pageOf = (code: string): string => `${code.replace("/", "-")}.md`;
const read = (page: string): string => readFileSync(folder + page, "utf8");

/** Codes of failures at run time. A page that is neither here nor a problem's is a page nobody is led to. */
const failureCodes = [
  "approval/changes-requested",
  "approval/rejected",
  "approval/timed-out",
  "branch/no-case",
  "connection/unavailable",
  "connection/unknown",
  "contract/mismatch",
  "expression/failed",
  "expression/timeout",
  "expression/too-large",
  "form/timed-out",
  "http/blocked",
  "http/invalid-request",
  "http/invalid-response",
  "http/network",
  "http/response-too-large",
  "http/status",
  "http/timeout",
  "mail/blocked",
  "mail/invalid-message",
  "mail/refused",
  "mail/unavailable",
  "mapping/mismatch",
  "run/canceled",
  "run/quarantined",
  "step/crashed",
  "step/invalid-config",
  "step/not-done",
  "step/placeholder",
  "step/unknown-outcome",
  "stop/failed",
  "try/example",
  "try/fixed-version",
  "try/stopped",
  "validate/failed",
  "items/too-many",
  "join/too-few",
  "loop/too-many-turns",
  "run/timed-out",
  "run/too-many-events",
  "run/undone",
  "step/deadline",
  "step/heartbeat-timeout",
  "step/timeout",
  "subflow/failed",
  "subflow/invalid-input",
  "subflow/not-undone",
  "subflow/unknown-flow",
  "undo/past-pivot",
  "wait/timed-out",
];

describe("pages of errors", () => {
  it.each([...problemCodes])("explain %s with its reason, its remedy and an example", (code) => {
    expect(existsSync(folder + pageOf(code)), `docs/errors/${pageOf(code)} is missing`).toBe(true);
    const page = read(pageOf(code));
    expect(page.startsWith(`# ${code}\n\n> `)).toBe(true);
    for (const section of ["## Why this happens", "## What to do", "## Example"]) expect(page).toContain(`\n${section}\n\n`);
    expect(page).toMatch(/\nWrong:\n\n```[\s\S]*\nRight:\n\n```/);
  });

  it("show right examples that can be read", () => {
    for (const code of problemCodes) {
      const right = /\nRight:\n\n```\w+\n([\s\S]*?)\n```/.exec(read(pageOf(code)))?.[1] ?? "";
      expect(parseDocument(right).errors, code).toEqual([]);
    }
  });

  it("belong to a known code each", () => {
    const known = new Set([...problemCodes, ...failureCodes].map(pageOf));
    expect(readdirSync(folder).filter((page) => !known.has(page))).toEqual([]);
  });

  it("name their code and say why and what to do", () => {
    for (const page of readdirSync(folder)) {
      const text = read(page);
      expect(text, page).toMatch(/^# [a-z-]+\/[a-z-]+\n\n> /);
      expect(text, page).toContain("\n## Why this happens\n\n");
      expect(text, page).toContain("\n## What to do\n\n");
    }
  });
});
