import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import type { JsonValue } from "#engine/core/json.ts";
import type { ImportedFlow } from "#engine/core/import/import-result.ts";
import { importFlow } from "#engine/hub/import/imported-flow.ts";
import { message, reply, testFlow, type Mock } from "#engine/testing/index.ts";

/** Beside a file of the corpus: what its workflow does with an input, by the rules of the format it is written in. */
interface Expected {
  readonly input: JsonValue;
  /** What the systems that elements call answer, by element; in turn, where an element calls several times and answers differ. */
  readonly answers?: Readonly<Record<string, JsonValue>>;
  readonly inTurn?: readonly string[];
  readonly signals?: Readonly<Record<string, JsonValue>>;
  /** What elements give. */
  readonly gives?: Readonly<Record<string, JsonValue>>;
  /** What is called, in order. */
  readonly calls?: readonly { readonly of: string; readonly what?: string; readonly body?: JsonValue; readonly fits?: object }[];
  readonly status?: string;
  readonly output?: JsonValue;
}

const corpus = (format: string): string => join(import.meta.dirname, format);
const expectedOf = (format: string): readonly string[] =>
  existsSync(corpus(format))
    ? readdirSync(corpus(format))
        .filter((name) => name.endsWith(".expected.json"))
        .toSorted()
    : [];

describe.each(["n8n", "asl", "ows"])("a flow imported from %s", (format) => {
  it.each(expectedOf(format))("does what %s says", async (file) => {
    const expected = JSON.parse(readFileSync(join(corpus(format), file), "utf8")) as Expected;
    const source = readdirSync(corpus(format)).find(
      (name) => !name.endsWith(".expected.json") && name.startsWith(`${file.replace(".expected.json", "")}.`),
    )!;
    const imported = await importFlow(readFileSync(join(corpus(format), source), "utf8"), source);
    if (!imported.ok) throw new Error(imported.problems.map((problem) => problem.message).join(" "));
    const run = await testFlow(imported.document, calledFlows(imported)).run({
      input: expected.input as never,
      mocks: mocksOf(imported, expected),
    });
    expect(run.status, JSON.stringify(run.failure)).toBe(expected.status ?? "completed");
    const outputs = run.outputs as Readonly<Record<string, unknown>>;
    for (const [element, value] of Object.entries(expected.gives ?? {}))
      expect(plain(outputs[mainNode(imported, element)]), element).toEqual(value);
    if (expected.output !== undefined) expect(plain(run.output)).toEqual(expected.output);
    const calls = run.calls.map(({ nodeId, what, body }) => ({ of: ownerOf(imported, nodeId), what, body }));
    expect(calls.filter(({ of }) => expected.calls?.some((call) => call.of === of) === true)).toEqual(
      (expected.calls ?? []).map(({ of, what, body, fits }) => ({
        of,
        what: what === undefined ? (expect.anything() as unknown) : (expect.stringContaining(what) as unknown),
        body: fits === undefined ? (body ?? (expect.toSatisfy(() => true) as unknown)) : expect.objectContaining(fits),
      })),
    );
  });
});

/** Flows that it calls: each gives what it is given. */
function calledFlows({ document }: ImportedFlow): readonly FlowDocument[] {
  const called = new Set(document.nodes.flatMap(({ kind, config }) => (kind === "subFlow" ? String(config?.["flow"]) : [])));
  const nodes = [
    { id: "start", kind: "trigger.manual", config: {} },
    { id: "give", kind: "map", config: { expression: "input" } },
  ];
  return [...called].map((id) => ({ omnilink: 1, id, name: id, nodes, edges: [{ from: "start", to: "give" }] }));
}

const plain = (value: unknown): unknown => (value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown));

const nodesOf = ({ elements }: ImportedFlow, element: string): readonly string[] =>
  elements.find(({ id }) => id === element)?.nodeIds ?? [];
const ownerOf = ({ elements }: ImportedFlow, node: string): string | undefined =>
  elements.find(({ nodeIds }) => nodeIds.includes(node))?.id;

/** The node that has what an element gives: made last, unless the element is one that shapes its answer. */
const mainNode = (imported: ImportedFlow, element: string): string => {
  const ids = nodesOf(imported, element);
  const kinds = new Map(imported.document.nodes.map(({ id, kind, parent }) => [id, { kind, parent }]));
  const own = ids.filter(
    (id) => kinds.get(id)?.kind !== "branch" && kinds.get(id)?.kind !== "join" && kinds.get(id)?.kind !== "assign",
  );
  return own.findLast((id) => !ids.includes(kinds.get(id)?.parent ?? "")) ?? element;
};

function mocksOf(imported: ImportedFlow, { answers = {}, inTurn = [], signals = {} }: Expected): Record<string, Mock> {
  const calling = new Set(imported.document.nodes.filter(({ kind }) => kind === "http").map(({ id }) => id));
  const replies = Object.entries(answers).flatMap(([element, answer]) =>
    nodesOf(imported, element).flatMap((id): readonly (readonly [string, Mock])[] => {
      if (!calling.has(id)) return [];
      if (!inTurn.includes(element)) return [[id, answerOf(answer)]];
      const [first, ...rest] = (answer as readonly JsonValue[]).map(answerOf);
      return [[id, [first!, ...rest]]];
    }),
  );
  const sent = Object.entries(signals).flatMap(([element, payload]) =>
    nodesOf(imported, element)
      .filter((id) => imported.document.nodes.some((node) => node.id === id && node.kind === "wait"))
      .map((id) => [id, message(payload)] as const),
  );
  return Object.fromEntries([...replies, ...sent]);
}

/** `{ "$status": 404 }` is an answer that fails. */
function answerOf(answer: JsonValue) {
  if (typeof answer === "string") return reply(answer);
  const { $status: status, $body: body } = (answer ?? {}) as { $status?: number; $body?: JsonValue };
  return status === undefined ? reply(answer) : reply(body ?? {}, { status });
}
