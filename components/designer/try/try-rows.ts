import type { FlowDraft } from "#engine/core/edit/flow-draft.ts";
import type { Staleness } from "#engine/core/edit/staleness.ts";
import type { ResultSource } from "#engine/runtime/tries.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { lastStep } from "#components/shared/run-view/run-view.ts";
import type { TryData } from "./try-state.ts";

/** How a node stands in tries, as the list of steps and the badge on its card say it. */
export interface TryRow {
  readonly nodeId: string;
  readonly label: string;
  readonly icon: string;
  readonly state: TryRowState;
  /** `Done`, `Done 12 times`, `Needs an answer`. */
  readonly word: string;
  /** Where the result is from, unless the node just ran. */
  readonly source: string | undefined;
  readonly stale: Staleness | undefined;
  readonly isPinned: boolean;
  /** Part of the try that is shown; else the result is from an earlier one. */
  readonly isCurrent: boolean;
}

export type TryRowState = "done" | "failed" | "asked" | "running" | "never";

const SOURCES: Readonly<Record<ResultSource, string | undefined>> = {
  ran: undefined,
  pinned: "from its sample",
  answered: "answered by you",
  called: "really called",
  known: "earlier result",
  disabled: "disabled, passed by",
};

type Tried = Pick<TryData, "current" | "results" | "stale">;

export function tryRow(nodeId: string, tried: Tried, draft: FlowDraft): TryRow | undefined {
  const node = draft.document.nodes.find(({ id }) => id === nodeId);
  if (!node) return undefined;
  const definition = nodeDefinitions.get(node.kind);
  const shown = shownState(nodeId, tried);
  const isPinned = Object.hasOwn(draft.samples, nodeId);
  const result = tried.results[nodeId]?.tried;
  const times = result && result.visits > 1 ? ` ${result.visits} times` : "";
  return {
    nodeId,
    label: node.name ?? node.id,
    icon: definition?.icon ?? "box",
    state: shown.state,
    word: `${WORDS[shown.state]}${shown.state === "done" ? times : ""}`,
    source: shown.state === "done" || shown.state === "failed" ? SOURCES[shown.from] : undefined,
    stale: tried.stale[nodeId],
    isPinned,
    isCurrent: shown.isCurrent,
  };
}

const WORDS: Readonly<Record<TryRowState, string>> = {
  done: "Done",
  failed: "Failed",
  asked: "Needs an answer",
  running: "Running",
  never: "Not tried yet",
};

interface Shown {
  readonly state: TryRowState;
  readonly from: ResultSource;
  readonly isCurrent: boolean;
}

function shownState(nodeId: string, { current, results }: Tried): Shown {
  const now = current?.result?.nodes[nodeId];
  if (now) return { state: now.state, from: now.from, isCurrent: true };
  const step = current && lastStep(current.view, nodeId);
  if (step && current.isRunning) {
    const state = step.state === "completed" ? "done" : step.state === "failed" ? "failed" : "running";
    return { state, from: "ran", isCurrent: true };
  }
  const earlier = results[nodeId]?.tried;
  return earlier ? { state: earlier.state, from: earlier.from, isCurrent: false } : NEVER;
}

const NEVER: Shown = { state: "never", from: "ran", isCurrent: false };

/** Nodes with a result or a sample: those of the try that is shown in the order it came to them, then the others. */
export function tryRows(tried: Tried, draft: FlowDraft): readonly TryRow[] {
  const inTry = Object.keys(tried.current?.view.nodes ?? {});
  const others = draft.document.nodes.map(({ id }) => id);
  const rows = [...new Set([...inTry, ...others])].flatMap((id) => tryRow(id, tried, draft) ?? []);
  const isWorthALine = ({ state, isPinned }: TryRow): boolean => state !== "never" || isPinned;
  const lines = rows.filter(isWorthALine);
  return [...lines.filter(({ isCurrent }) => isCurrent), ...lines.filter(({ isCurrent }) => !isCurrent)];
}
