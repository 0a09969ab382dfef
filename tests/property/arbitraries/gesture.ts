import fc from "fast-check";
import type { CommandResult } from "#engine/core/edit/command-result.ts";
import { addComment } from "#engine/core/edit/commands/add-comment.ts";
import { addNode } from "#engine/core/edit/commands/add-node.ts";
import { alignNodes } from "#engine/core/edit/commands/align-nodes.ts";
import { arrangeNodes } from "#engine/core/edit/commands/arrange-nodes.ts";
import { connect } from "#engine/core/edit/commands/connect.ts";
import { copyNodes } from "#engine/core/edit/commands/copy-nodes.ts";
import { disableNodes } from "#engine/core/edit/commands/disable-nodes.ts";
import { disconnect } from "#engine/core/edit/commands/disconnect.ts";
import { duplicateNodes } from "#engine/core/edit/commands/duplicate-nodes.ts";
import { groupNodes } from "#engine/core/edit/commands/group-nodes.ts";
import { moveNodes } from "#engine/core/edit/commands/move-nodes.ts";
import { pasteNodes } from "#engine/core/edit/commands/paste-nodes.ts";
import { pinPositions } from "#engine/core/edit/commands/pin-positions.ts";
import { reconnect } from "#engine/core/edit/commands/reconnect.ts";
import { removeComment } from "#engine/core/edit/commands/remove-comment.ts";
import { removeNodes } from "#engine/core/edit/commands/remove-nodes.ts";
import { renameNode } from "#engine/core/edit/commands/rename-node.ts";
import { resolveComment } from "#engine/core/edit/commands/resolve-comment.ts";
import { setConfig } from "#engine/core/edit/commands/set-config.ts";
import { setEdgeField } from "#engine/core/edit/commands/set-edge-field.ts";
import { setFlowField } from "#engine/core/edit/commands/set-flow-field.ts";
import { setGroup } from "#engine/core/edit/commands/set-group.ts";
import { setNodeField } from "#engine/core/edit/commands/set-node-field.ts";
import { setParent } from "#engine/core/edit/commands/set-parent.ts";
import { setSample } from "#engine/core/edit/commands/set-sample.ts";
import { setTests } from "#engine/core/edit/commands/set-tests.ts";
import { ungroupNodes } from "#engine/core/edit/commands/ungroup-nodes.ts";
import { edgeKey } from "#engine/core/edit/edge-ref.ts";
import type { FlowDraft } from "#engine/core/edit/flow-draft.ts";
import { GROUP_COLORS } from "#engine/core/flow/layout.ts";
import type { JsonValue } from "#engine/core/json.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";

/** What a person might do next, whatever the draft looks like: numbers that are read against the draft of the moment. */
export interface Gesture {
  readonly what: number;
  readonly first: number;
  readonly second: number;
  readonly third: number;
}

const choice = fc.noBias(fc.nat({ max: 9_999 }));

export const gesture: fc.Arbitrary<Gesture> = fc.record({ what: choice, first: choice, second: choice, third: choice });

const kinds = [...nodeDefinitions.keys()];
const values: readonly JsonValue[] = [
  "=input.total",
  "",
  0,
  true,
  null,
  ["a", "b"],
  { deep: { er: [1] } },
  "steps.map.x",
  '{ "id": input.id }',
];
const fields = ["url", "method", "body", "expression", "to", "headers", "title", "\u0000\u2028", "constructor"];
const pick = <Item>(items: readonly Item[], number: number): Item | undefined => items[number % Math.max(items.length, 1)];

type Act = (draft: FlowDraft, gesture: Gesture) => CommandResult;

const nodeAt = ({ document: { nodes } }: FlowDraft, number: number): string => pick(nodes, number)?.id ?? "none";
const someNodes = (draft: FlowDraft, { first, second, third }: Gesture): readonly string[] => [
  ...new Set([first, second, third].slice(0, 1 + (third % 3)).map((number) => nodeAt(draft, number))),
];
const edgeAt = ({ document: { edges } }: FlowDraft, number: number) => pick(edges, number) ?? { from: "none", to: "none" };
const spot = ({ second, third }: Gesture) => ({ x: second % 1_000, y: third % 1_000 });
const boxes = ({ document, layout }: FlowDraft) =>
  new Map(document.nodes.map(({ id }) => [id, { ...(layout.positions[id] ?? { x: 0, y: 0 }), width: 232, height: 58 }]));
const groupAt = ({ layout }: FlowDraft, number: number): string => pick(Object.keys(layout.groups ?? {}), number) ?? "none";
const commentAt = ({ layout }: FlowDraft, number: number): string => pick(Object.keys(layout.comments ?? {}), number) ?? "none";
const edgeKinds = ["flow", "flow", "flow", "error", "compensation"] as const;

/** Every command, the frequent ones more than once. */
export const acts: Readonly<Record<string, Act>> = {
  add: (draft, made) => addNode(draft, nodeDefinitions, { kind: pick(kinds, made.first)!, position: spot(made) }),
  addInside: (draft, made) =>
    addNode(draft, nodeDefinitions, {
      kind: pick(kinds, made.first)!,
      parent: nodeAt(draft, made.second),
      config: { url: "/x" },
    }),
  addBehind: (draft, made) =>
    addNode(draft, nodeDefinitions, {
      kind: pick(kinds, made.first)!,
      from: { nodeId: nodeAt(draft, made.second), kind: pick(edgeKinds, made.third)! },
    }),
  splice: (draft, made) =>
    addNode(draft, nodeDefinitions, { kind: pick(kinds, made.first)!, onEdge: edgeAt(draft, made.second) }),
  remove: (draft, made) => removeNodes(draft, nodeDefinitions, someNodes(draft, made)),
  connect: (draft, made) =>
    connect(draft, nodeDefinitions, {
      from: nodeAt(draft, made.first),
      to: nodeAt(draft, made.second),
      kind: pick(edgeKinds, made.third)!,
    }),
  connectAgain: (draft, made) =>
    connect(draft, nodeDefinitions, { from: nodeAt(draft, made.first), to: nodeAt(draft, made.second) }),
  reconnect: (draft, made) =>
    reconnect(draft, nodeDefinitions, edgeAt(draft, made.first), {
      [made.third % 2 === 0 ? "from" : "to"]: nodeAt(draft, made.second),
      ...(made.third % 5 === 0 ? { kind: pick(edgeKinds, made.second)! } : {}),
    }),
  disconnect: (draft, made) => disconnect(draft, [edgeAt(draft, made.first)]),
  setEdgeField: (draft, made) =>
    setEdgeField(draft, edgeAt(draft, made.first), ["onFailure"], pick(["ask", undefined], made.second)),
  setConfig: (draft, made) =>
    setConfig(
      draft,
      nodeAt(draft, made.first),
      [pick(fields, made.second)!],
      pick([...values, undefined, undefined], made.third),
      nodeDefinitions,
    ),
  setDeepConfig: (draft, made) =>
    setConfig(
      draft,
      nodeAt(draft, made.first),
      ["headers", pick(fields, made.second)!],
      pick([...values, undefined], made.third),
    ),
  setName: (draft, made) => setNodeField(draft, nodeAt(draft, made.first), ["name"], pick(["A", "B", "", "yes"], made.second)),
  setRetry: (draft, made) =>
    setNodeField(
      draft,
      nodeAt(draft, made.first),
      ["retry", pick(["maxAttempts", "factor"], made.second)!],
      pick([3, 4, undefined], made.third),
    ),
  rename: (draft, made) => renameNode(draft, nodeDefinitions, nodeAt(draft, made.first), `n${made.second % 30}`),
  setFlow: (draft, made) =>
    setFlowField(
      draft,
      [pick(["description", "timeout", "name"], made.first)!],
      pick(["one", "two", "P1D", undefined], made.second),
    ),
  setSchema: (draft, made) =>
    setFlowField(draft, ["schemas", pick(["Order", "Line"], made.first)!], pick([{ type: "object" }, undefined], made.second)),
  move: (draft, made) => moveNodes(draft, Object.fromEntries(someNodes(draft, made).map((id) => [id, spot(made)]))),
  setParent: (draft, made) =>
    setParent(draft, nodeDefinitions, someNodes(draft, made), made.second % 3 === 0 ? undefined : nodeAt(draft, made.second)),
  paste: (draft, made) => pasteNodes(draft, nodeDefinitions, copyNodes(draft, someNodes(draft, made)), spot(made)),
  duplicate: (draft, made) => duplicateNodes(draft, nodeDefinitions, someNodes(draft, made)),
  align: (draft, made) =>
    alignNodes(draft, someNodes(draft, made), pick(["left", "middle", "distributeX"] as const, made.first)!, boxes(draft)),
  arrange: (draft, made) =>
    arrangeNodes(draft, nodeDefinitions, made.first % 2 === 0 ? undefined : someNodes(draft, made), boxes(draft)),
  group: (draft, made) => groupNodes(draft, someNodes(draft, made), { color: pick(GROUP_COLORS, made.first)! }),
  ungroup: (draft, made) => ungroupNodes(draft, groupAt(draft, made.first)),
  setGroup: (draft, made) =>
    setGroup(draft, groupAt(draft, made.first), {
      collapsed: pick([true, undefined], made.second),
      name: pick(["X", "Y"], made.third)!,
    }),
  comment: (draft, made) =>
    addComment(draft, {
      on: pick(
        [
          { node: nodeAt(draft, made.second) },
          { node: nodeAt(draft, made.second), field: `config/${pick(["url", "body"], made.third)}` },
          { edge: edgeKey(edgeAt(draft, made.second)) },
          { at: spot(made) },
        ],
        made.first,
      )!,
      text: `note ${made.third}`,
      author: "Ana",
      at: "2026-11-21T08:00:00Z",
    }),
  resolveComment: (draft, made) => resolveComment(draft, commentAt(draft, made.first), made.second % 2 === 0),
  removeComment: (draft, made) => removeComment(draft, commentAt(draft, made.first)),
  pin: (draft, made) => pinPositions(draft, someNodes(draft, made), made.second % 2 === 0),
  disable: (draft, made) => disableNodes(draft, someNodes(draft, made), made.second % 2 === 0),
  setTests: (draft, { first, second }) =>
    setTests(draft, nodeAt(draft, first), second % 3 === 0 ? [] : [{ name: "a", given: { input: second }, expected: first }]),
  setSample: (draft, made) => setSample(draft, nodeAt(draft, made.first), pick([...values, undefined], made.second)),
};

const FREQUENT = [
  "add",
  "addBehind",
  "addInside",
  "duplicate",
  "add",
  "addBehind",
  "addBehind",
  "splice",
  "connect",
  "connectAgain",
  "setConfig",
  "move",
];
const table = [...Object.keys(acts), ...FREQUENT];

/** The gesture on the draft as it is now. Commands refuse with words what makes no sense. */
export const act = (draft: FlowDraft, made: Gesture): CommandResult => acts[pick(table, made.what)!]!(draft, made);
