import { describe, expect, it } from "vitest";
import { compileFlow } from "../../core/compile/compile-flow.ts";
import type { FlowDocument } from "../../core/flow/flow-document.ts";
import { nodeDefinitions } from "../../nodes/definitions.ts";
import { runScenario } from "./run-scenario.ts";
import { readScenario, type Scenario } from "./scenario.ts";

const document: FlowDocument = {
  omnilink: 1,
  id: "probe",
  name: "Probe",
  input: { type: "object", required: ["id"] },
  nodes: [
    { id: "start", kind: "trigger.manual" },
    { id: "nap", kind: "wait", config: { duration: "P1D" } },
    { id: "ask", kind: "approval", config: { title: "Go?", approvers: { roles: ["admin"] }, timeout: "P2D" } },
    { id: "call", kind: "http", config: { connection: "api", method: "POST", url: "/x" }, retry: { maxAttempts: 2 } },
    { id: "paid", kind: "wait", config: { signal: "paid", timeout: "P3D" } },
  ],
  edges: [
    { from: "start", to: "nap" },
    { from: "nap", to: "ask" },
    { from: "ask", port: "approved", to: "call" },
    { from: "call", to: "paid" },
  ],
};
const flow = { document, plan: compileFlow(document, nodeDefinitions).plan! };
const good: Scenario = {
  name: "good",
  input: { id: 1 },
  answers: { call: [{ error: "network" }, { status: 200, body: { n: 1 } }] },
  decisions: { ask: { decision: "approve" } },
  signals: [{ name: "paid", payload: { amount: 3, by: "card" } }],
  expect: { status: "completed" },
};
const play = (changes: Partial<Scenario>) => runScenario(flow, { ...good, ...changes });
const mismatches = async (changes: Partial<Scenario>) => (await play(changes)).mismatches;

describe("runScenario", () => {
  it("passes days, decides, answers and signals without waiting", async () => {
    const result = await play({
      expect: {
        status: "completed",
        output: { amount: 3 },
        visited: ["start", "nap", "ask", "call", "paid"],
        undone: [],
        calls: { call: 2 },
      },
    });
    expect(result).toMatchObject({ passed: true, mismatches: [], output: { amount: 3, by: "card" } });
    expect(Date.parse(result.events.at(-1)!.at) - Date.parse(result.events[0]!.at)).toBeGreaterThanOrEqual(86_400_000);
  });

  it("leaves a run waiting at an approval it says nothing about, and lets time decide when told to", async () => {
    expect(await mismatches({ decisions: {}, expect: { status: "waiting", notVisited: ["call"] } })).toEqual([]);
    const timeout = {
      decisions: { ask: { decision: "timeout" } },
      expect: { status: "failed", failure: { code: "approval/rejected" } },
    } as const;
    expect(await mismatches(timeout)).toEqual([]);
  });

  it("leaves by the timeout when no signal is sent", async () => {
    expect(await mismatches({ signals: [], expect: { status: "failed", failure: { code: "wait/timed-out" } } })).toEqual([]);
  });

  it("fills in a form, and says what its schema refuses", async () => {
    const schema = { type: "object", required: ["n"], properties: { n: { type: "number" } } };
    const asking: FlowDocument = {
      ...document,
      nodes: [document.nodes[0]!, { id: "form", kind: "form", config: { title: "How many?", roles: ["admin"], schema } }],
      edges: [{ from: "start", to: "form" }],
    };
    const asks = { document: asking, plan: compileFlow(asking, nodeDefinitions).plan! };
    const answer = (data: object, expected: Scenario["expect"]) =>
      runScenario(asks, {
        name: "form",
        input: { id: 1 },
        decisions: { form: { decision: "answer", data: data as never } },
        expect: expected,
      });
    expect((await answer({ n: 3 }, { status: "completed", output: { n: 3 } })).mismatches).toEqual([]);
    expect((await answer({}, { status: "waiting" })).mismatches).toEqual(["form: Field /n is missing."]);
  });

  it("says of every expectation how it was not met", async () => {
    const found = await mismatches({
      expect: {
        status: "failed",
        output: { amount: 4, list: [1] },
        failure: { code: "x" },
        visited: ["paid"],
        notVisited: ["call"],
        undone: ["call"],
        calls: { call: 1 },
      },
    });
    expect(found).toEqual([
      "status is completed instead of failed",
      "output.amount is 3 instead of 4",
      "output.list is nothing instead of [1]",
      'failure is nothing instead of {"code":"x"}',
      "call was visited",
      'undone is [] instead of ["call"]',
      "call called 2 times instead of 1",
    ]);
  });

  it("does not start with an input that does not fit, or with names the flow does not have", async () => {
    expect(await mismatches({ input: {} })).toEqual(['The input has no "id", which is required.']);
    expect(await mismatches({ expect: { status: "completed", notVisited: ["cal"] } })).toEqual(['the flow has no node "cal"']);
  });

  it("notices a call that nobody wrote an answer for", async () => {
    expect(await mismatches({ answers: {}, expect: { status: "failed" } })).toEqual([
      "call made a call that the scenario has no answer for",
    ]);
  });
});

describe("readScenario", () => {
  it.each([
    ["name: x\nexpect: { status: done }\ninput: {}", "expect.status"],
    ["name: x\nexpect: { status: completed }", "either input or inputFrom"],
    ["name: x\nexpect: { status: completed }\ninput: {}\nanswer: {}", "answer"],
    ["name: x\nexpect: { status: completed }\ninputFrom: { package: fs, event: x, index: 0 }", "inputFrom.package"],
    ["name: x\nexpect: { status: completed }\ninput: {}\ndecisions: { a: { decision: answer } }", "decisions.a.data"],
    ["name: [", "not YAML"],
  ])("names the place of what is wrong in %j", (text, place) => {
    const read = readScenario(text);
    expect(read.ok ? "" : read.messages.join("\n")).toContain(place);
  });
});
