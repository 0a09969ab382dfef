import { readFileSync } from "node:fs";
import { expect, it, vi } from "vitest";
import { BODY_LIMIT as PAGE_BODY_LIMIT } from "#app/_server/limited-body.ts";
import { STREAMS_AT_MOST } from "#app/_server/member-stream.ts";
import { EXPRESSION_LIMITS, JAIL_LIMITS } from "#engine/core/expression/expression-limits.ts";
import { MAX_BUNDLED_MAPPINGS } from "#engine/core/expression/mappings/mapping-bundle.ts";
import { DOCUMENT_LIMITS } from "#engine/core/flow/flow-document.ts";
import { PATIENCE } from "#engine/host/http-server.ts";
import { MAX_RUN_EVENTS } from "#engine/core/machine/run-limits.ts";
import { INPUT_NESTING } from "#engine/host/start-run.ts";
import { BODY_LIMIT as ANSWER_LIMIT } from "#engine/hub/egress/read-answer.ts";
import { WEBHOOK_BODY_LIMIT } from "#engine/hub/gateway/gateway.ts";
import { MAX_ITEMS } from "#engine/nodes/forEach/definition.ts";
import { MAX_NESTING } from "#engine/nodes/http/json-nesting.ts";

vi.mock("server-only", () => ({}));

const megabytes = (bytes: number): string => `${bytes / 1024 / 1024} MB`;
const count = (number: number): string => number.toLocaleString("en-US");

/** What docs/limits.md says about sizes, from the code that refuses what is larger. */
const sizes: Readonly<Record<string, string>> = {
  "payload of a webhook": megabytes(WEBHOOK_BODY_LIMIT),
  "request of a page": megabytes(PAGE_BODY_LIMIT),
  "time a request may take to arrive": `${PATIENCE.requestMs / 1_000} s, headers ${PATIENCE.headersMs / 1_000} s`,
  "pages held live by a person": `${STREAMS_AT_MOST.ofPerson}, ${STREAMS_AT_MOST.ofOrganization} in all`,
  "levels that the input of a run nests": count(INPUT_NESTING),
  "flow document": megabytes(DOCUMENT_LIMITS.bytes),
  "nodes of a flow": count(DOCUMENT_LIMITS.nodes),
  "edges of a flow": count(DOCUMENT_LIMITS.edges),
  expression: `${DOCUMENT_LIMITS.expressionBytes / 1024} KB`,
  "reusable mappings that a flow uses": count(MAX_BUNDLED_MAPPINGS),
  "items of a for-each": count(MAX_ITEMS),
  "events of a run": count(MAX_RUN_EVENTS),
  "result of an expression, as JSON": `${count(EXPRESSION_LIMITS.resultCharacters)} characters`,
  "processor time of an expression": `${JAIL_LIMITS.timeoutMs} ms`,
  "memory of the process of an expression": `${JAIL_LIMITS.heapMegabytes} MB`,
  "answer of a system that is called": `${megabytes(ANSWER_LIMIT)}, unpacked`,
  "levels that such an answer nests": count(MAX_NESTING),
};

it("docs/limits.md states the sizes that the code refuses beyond, each of them", () => {
  const page = readFileSync(new URL("../../docs/limits.md", import.meta.url), "utf8");
  const [, section = ""] = /## Sizes\n([^]*?)\n## /.exec(page) ?? [];
  const rows = section
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .slice(2)
    .map((line) => line.split("|").map((cell) => cell.trim()));
  expect(Object.fromEntries(rows.map(([, what, most]) => [what, most]))).toEqual(sizes);
});
