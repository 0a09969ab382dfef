import { describeTarget, nodeOf } from "#engine/core/edit/describe-operation.ts";
import { isSettled, type HeldChange, type SyncState } from "#engine/core/edit/draft-sync.ts";
import type { FlowDraft } from "#engine/core/edit/flow-draft.ts";
import { forceOperation } from "#engine/core/edit/force-operation.ts";
import { jsonEqual } from "#engine/core/flow/json-equal.ts";
import type { JsonValue } from "#engine/core/json.ts";
import type { NodeDefinitions } from "#engine/core/node-definition.ts";
import { omitUndefined } from "#engine/core/omit-undefined.ts";
import type { DraftConflict, DraftState, Presence, Saving } from "./draft-state.ts";
import type { LiveVersion } from "./draft-transport.ts";

export interface DraftModel {
  readonly sync: SyncState;
  readonly connection: { readonly failures: number; readonly problem?: string };
  readonly others: readonly Presence[];
  readonly live: LiveVersion | undefined;
}

/** What pages see of the store. */
export function viewDraft({ sync, connection, others, live }: DraftModel, definitions: NodeDefinitions): DraftState {
  const { draft, revision, history, held } = sync;
  return {
    ...{ draft, revision, others },
    undo: history.done.map(({ label }) => label),
    redo: history.undone.map(({ label }) => label),
    saving: savingOf(sync, connection),
    ...(connection.problem === undefined ? {} : { saveProblem: connection.problem }),
    conflicts: held.map((change) => describeConflict(change, draft, definitions)),
    isDirty: !live || differs(draft, live),
    ...(live ? { liveVersion: live.number } : {}),
  };
}

function savingOf(sync: SyncState, { failures, problem }: DraftModel["connection"]): Saving {
  if (sync.held.length > 0) return "conflict";
  if (failures > 0 || problem !== undefined) return "offline";
  return isSettled(sync) ? "saved" : "saving";
}

/** Sample data is no part of a version. */
const differs = (draft: FlowDraft, live: LiveVersion): boolean =>
  !jsonEqual(asJson(draft.document), asJson(live.document)) || !jsonEqual(asJson(draft.layout), asJson(live.layout));

/** Takes the objects of the draft where they say the same, so that comparing the two after each edit costs what differs. */
export function shareWith(live: LiveVersion, { document, layout }: FlowDraft): LiveVersion {
  const nodes = new Map(document.nodes.map((node) => [node.id, node]));
  const shared = live.document.nodes.map((node) => {
    const other = nodes.get(node.id);
    return other && jsonEqual(asJson(other), asJson(node)) ? other : node;
  });
  const isSameLayout = jsonEqual(asJson(layout), asJson(live.layout));
  return { ...live, document: { ...live.document, nodes: shared }, layout: isSameLayout ? layout : live.layout };
}

const asJson = (value: object): JsonValue => value as unknown as JsonValue;

function describeConflict({ id, label, conflict }: HeldChange, draft: FlowDraft, definitions: NodeDefinitions): DraftConflict {
  const { operation, found } = conflict;
  const forced = forceOperation(draft, definitions, operation);
  const [base, mine] = valuesOf(operation);
  const nodeId = nodeOf(operation);
  return {
    ...{ id: String(id), label, subject: describeTarget(operation, draft) },
    ...omitUndefined({ nodeId, base, mine, theirs: found }),
    ...(forced.ok ? {} : { onlyTheirs: forced.reason }),
  };
}

/** What it was, and what it was to become. */
function valuesOf(operation: HeldChange["conflict"]["operation"]): readonly [JsonValue | undefined, JsonValue | undefined] {
  switch (operation.op) {
    case "insertNode":
      return [undefined, operation.node];
    case "removeNode":
      return [operation.node, undefined];
    case "insertEdge":
      return [undefined, operation.edge];
    case "removeEdge":
      return [operation.edge, undefined];
    default:
      return [operation.before, operation.after];
  }
}
