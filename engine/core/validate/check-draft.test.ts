import { describe, expect, it } from "vitest";
import { applyEdit } from "../edit/apply-edit.ts";
import type { FlowDraft } from "../edit/flow-draft.ts";
import type { FlowDocument } from "../flow/flow-document.ts";
import type { JsonObject } from "../json.ts";
import type { ProblemCode } from "../problem.ts";
import { nodeDefinitions } from "../../nodes/definitions.ts";
import { checkDraft } from "./check-draft.ts";

/** As a person may have left it: not read by the schema of the document, which drafts may break for a while. */
const draft = (nodes: readonly JsonObject[], edges: readonly JsonObject[], more: JsonObject = {}): FlowDraft => ({
  document: { omnilink: 1, id: "test", name: "Test", nodes, edges, ...more } as unknown as FlowDocument,
  layout: { positions: {} },
  samples: {},
});

const start = { id: "start", kind: "trigger.manual" };
const map = (id: string, more: JsonObject = {}) => ({ id, kind: "map", config: { expression: "1" }, ...more });
const post = (id: string) => ({ id, kind: "http", config: { method: "POST", url: "https://example.com" } });
const fork = { id: "fork", kind: "branch", config: { cases: [{ port: "big", when: "true" }] } };

const cases: readonly [ProblemCode, FlowDraft, readonly string[]][] = [
  ["flow/unknown-kind", draft([start, { id: "a", kind: "mpa" }], [{ from: "start", to: "a" }]), ["Remove it"]],
  [
    "flow/unknown-key",
    draft([start, { id: "a", kind: "stop", config: { mesage: "x" } }], [{ from: "start", to: "a" }]),
    ["Rename to message", "Remove mesage"],
  ],
  [
    "flow/invalid-value",
    draft(
      [start, { id: "a", kind: "loop", config: { while: "true", maxIterations: 0 } }, map("b", { parent: "a" })],
      [{ from: "start", to: "a" }],
    ),
    ["Clear it"],
  ],
  [
    "flow/dangling-edge",
    draft(
      [start, map("charge")],
      [
        { from: "start", to: "charge" },
        { from: "charge", to: "chrage" },
      ],
    ),
    ["Remove the edge"],
  ],
  [
    "flow/duplicate-edge",
    draft(
      [start, map("a")],
      [
        { from: "start", to: "a" },
        { from: "start", to: "a" },
      ],
    ),
    ["Remove the edge"],
  ],
  [
    "flow/unknown-port",
    draft(
      [start, fork, map("a")],
      [
        { from: "start", to: "fork" },
        { from: "fork", to: "a", port: "bigg" },
      ],
    ),
    ["Use the port big", "Remove the edge"],
  ],
  ["flow/no-trigger", draft([map("a"), map("b")], [{ from: "a", to: "b" }]), ["Add manual start"]],
  [
    "flow/trigger-has-input",
    draft(
      [start, map("a")],
      [
        { from: "start", to: "a" },
        { from: "a", to: "start" },
      ],
    ),
    ["Remove the edge"],
  ],
  [
    "flow/cycle",
    draft(
      [start, map("a"), map("b")],
      [
        { from: "start", to: "a" },
        { from: "a", to: "b" },
        { from: "b", to: "a" },
      ],
    ),
    ["Remove the edge from b to a"],
  ],
  [
    "flow/unreachable-node",
    draft([start, map("a"), map("b")], [{ from: "start", to: "a" }]),
    ["Connect it behind a", "Remove it"],
  ],
  [
    "flow/parallel-merge",
    draft(
      [start, map("a"), map("b"), map("c")],
      [
        { from: "start", to: "a" },
        { from: "start", to: "b" },
        { from: "a", to: "c" },
        { from: "b", to: "c" },
      ],
    ),
    ["Put a join before it"],
  ],
  [
    "flow/join-single-branch",
    draft(
      [start, { id: "j", kind: "join" }, map("a")],
      [
        { from: "start", to: "j" },
        { from: "j", to: "a" },
      ],
    ),
    ["Remove it"],
  ],
  [
    "flow/compensation-shape",
    draft(
      [start, map("a"), { id: "s", kind: "stop" }],
      [
        { from: "start", to: "a" },
        { from: "a", to: "s", kind: "compensation" },
      ],
    ),
    ["Remove the edge"],
  ],
  [
    "flow/effect-without-undo",
    draft(
      [start, post("a"), post("undo"), post("b"), post("c")],
      [
        { from: "start", to: "a" },
        { from: "a", to: "undo", kind: "compensation" },
        { from: "a", to: "b" },
        { from: "b", to: "c" },
      ],
    ),
    ["Mark it as the point of no return"],
  ],
  ["flow/body", draft([start, { id: "each", kind: "block" }], [{ from: "start", to: "each" }]), ["Remove it"]],
  ["flow/body", draft([start, map("a", { parent: "start" })], [{ from: "start", to: "a" }]), ["Move it out"]],
  [
    "flow/unknown-savepoint",
    draft(
      [start, map("price"), { id: "undo", kind: "compensate", config: { to: "prise" } }],
      [
        { from: "start", to: "price" },
        { from: "price", to: "undo" },
      ],
    ),
    ["Go back to price", "Undo everything so far"],
  ],
  [
    "flow/missing-respond",
    draft([{ id: "start", kind: "trigger.webhook", config: { path: "a", respond: "node" } }], []),
    ["Answer the caller at once"],
  ],
  ["flow/idle-respond", draft([start, { id: "r", kind: "respond", config: {} }], [{ from: "start", to: "r" }]), ["Remove it"]],
  ["flow/unknown-schema", draft([start], [], { input: { $ref: "#/schemas/Order" } }), ["Add the schema Order"]],
  [
    "flow/unknown-step-reference",
    draft(
      [start, map("price"), map("a", { config: { expression: "steps.prise.total /* prise */ + 1" } })],
      [
        { from: "start", to: "price" },
        { from: "price", to: "a" },
      ],
    ),
    ["Rename to steps.price"],
  ],
  [
    "flow/heartbeat",
    draft([start, { ...map("price"), heartbeat: "PT5S" }], [{ from: "start", to: "price" }]),
    ["Remove the heartbeat"],
  ],
  [
    "limits/conflict",
    draft([start], [], { limits: { debounce: { period: "PT2S" }, batch: { size: 2, timeout: "PT1S" } } }),
    ["Remove batch"],
  ],
];

describe("checkDraft", () => {
  it.each(cases)("offers to mend %s", (code, before, labels) => {
    const problem = checkDraft(before, nodeDefinitions).find((each) => each.code === code);
    expect(problem?.fixes.map(({ label }) => label)).toEqual(labels);
    for (const { edit } of problem!.fixes) {
      const after = checkDraft(applyEdit(before, edit), nodeDefinitions);
      expect(
        after.filter((each) => each.code === code && each.path === problem!.path && each.message === problem!.message),
      ).toEqual([]);
    }
  });

  it("names the step in the code and leaves comments and texts alone", () => {
    const [, before] = cases.find(([code]) => code === "flow/unknown-step-reference")!;
    const [fix] = checkDraft(before, nodeDefinitions)[0]!.fixes;
    const node = applyEdit(before, fix!.edit).document.nodes.find(({ id }) => id === "a");
    expect(node?.config).toEqual({ expression: "steps.price.total /* prise */ + 1" });
  });

  it("puts errors before warnings", () => {
    const severities = checkDraft(
      draft([start, { id: "j", kind: "join" }, { id: "x", kind: "nothing" }], [{ from: "start", to: "j" }]),
      nodeDefinitions,
    );
    expect(severities.map(({ severity }) => severity)).toEqual(["error", "error", "warning"]);
  });

  it("says what is wrong with any half-typed config, and never throws", () => {
    const oddities = ["", "=", "P", "=input.", 0, -1, null, true, [], {}, [""], { a: null }];
    for (const [kind, { config }] of nodeDefinitions) {
      for (const name of Object.keys((config as unknown as { shape: object }).shape)) {
        for (const value of oddities) {
          const odd = draft([start, { id: "x", kind, config: { [name]: value as never } }], [{ from: "start", to: "x" }]);
          expect(() => checkDraft(odd, nodeDefinitions), `${kind}.${name} = ${JSON.stringify(value)}`).not.toThrow();
        }
      }
    }
  });
});
