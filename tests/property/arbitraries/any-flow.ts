import fc from "fast-check";
import type { FlowDocument, FlowEdge, FlowNode } from "#engine/core/flow/flow-document.ts";

/** Flow documents of valid shape whose texts are hard on YAML: quotes, colons, line breaks, numbers in text, empty values. */
const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,8}$/);
const hardText = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.constantFrom(
    "yes",
    "null",
    "~",
    "1",
    "1e3",
    "0x1F",
    "# no",
    "a: b",
    "- a",
    "a #b",
    "'",
    '"',
    "{",
    "[a]",
    "=input.a",
    "\\=x",
    "a\nb",
    "a\n\nb\n",
    " a ",
    "\ta",
    "%x",
    "@x",
    "&x",
    "*x",
    "!x",
    "|",
    ">",
    "2024-01-01",
    "<<",
  ),
);
const titled = hardText.filter((text) => text.length > 0);

const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    hardText,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(
      fc.oneof(name, hardText).filter((key) => key !== "__proto__"),
      tie("value"),
      { maxKeys: 3 },
    ),
  ),
})).value;

const config = fc.dictionary(name, json, { maxKeys: 4 });

const node = (id: string): fc.Arbitrary<FlowNode> =>
  fc.record(
    {
      id: fc.constant(id),
      kind: fc.constantFrom("map", "http", "wait"),
      name: titled,
      description: hardText,
      config,
      timeout: fc.constantFrom("PT30S", "P2D"),
      heartbeat: fc.constantFrom("PT5S", "PT1M"),
      deadline: fc.constantFrom("PT30S", "P2D"),
      parent: name,
      retry: fc.record({ maxAttempts: fc.integer({ min: 1, max: 9 }) }),
    },
    { requiredKeys: ["id", "kind"] },
  ) as fc.Arbitrary<FlowNode>;

const edge = (ids: readonly string[]): fc.Arbitrary<FlowEdge> =>
  fc.record(
    {
      from: fc.constantFrom(...ids),
      to: fc.constantFrom(...ids),
      port: name,
      kind: fc.constantFrom("flow", "error", "compensation"),
      onFailure: fc.constantFrom("stop", "continue", "ask"),
    },
    { requiredKeys: ["from", "to"] },
  ) as fc.Arbitrary<FlowEdge>;

export const flowArbitrary: fc.Arbitrary<FlowDocument> = fc.uniqueArray(name, { minLength: 1, maxLength: 5 }).chain(
  (ids) =>
    fc.record(
      {
        omnilink: fc.constant(1 as const),
        id: name,
        name: titled,
        description: hardText,
        input: config,
        schemas: fc.dictionary(name, config, { maxKeys: 2 }),
        nodes: fc.tuple(...ids.map(node)),
        edges: fc.array(edge(ids), { maxLength: 5 }),
      },
      { requiredKeys: ["omnilink", "id", "name", "nodes", "edges"] },
    ) as fc.Arbitrary<FlowDocument>,
);
