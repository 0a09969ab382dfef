import { relative } from "node:path";
import { countRuns } from "../core/count.ts";
import { hereSide, liveSide, type PlannedFlow, type PlannedState } from "../hub/repository/plan-repository.ts";
import { conflictsOf } from "../hub/repository/pull-repository.ts";
import { flowDiffLines } from "./flow-diff-lines.ts";

const MARKS: Readonly<Record<PlannedState, string>> = {
  same: " ",
  create: "+",
  change: "~",
  remove: "-",
  behind: "!",
  diverged: "!",
  gone: "!",
  foreign: " ",
};

/** A plan as people read it: what would happen to each flow, why not to others, and what it means for open runs. */
export function planLines(planned: readonly PlannedFlow[]): readonly string[] {
  const foreign = planned.filter(({ state }) => state === "foreign").map(({ flowId }) => flowId);
  return [
    ...planned.flatMap(flowLines),
    ...(foreign.length === 0 ? [] : [`  deployed and not in this folder: ${foreign.join(", ")}; pull adds them`]),
    summary(planned),
  ];
}

function flowLines(flow: PlannedFlow): readonly string[] {
  const { flowId, name, state, diff } = flow;
  if (state === "same" || state === "foreign") return [];
  const head = `${MARKS[state]} ${state} ${flowId === name ? flowId : `${flowId} “${name}”`}${about(flow)}`;
  const shown = state === "change" || state === "diverged" ? (diff ? flowDiffLines(diff, { moves: false }) : []) : [];
  return [head, ...[...driftLines(flow), ...shown, ...openRunsLines(flow)].map((line) => `    ${line}`)];
}

function about(flow: PlannedFlow): string {
  switch (flow.state) {
    case "create":
      return ` from ${relative(process.cwd(), hereSide(flow).folder) || "."}`;
    case "change":
      return `, live is version ${liveSide(flow).version}`;
    case "remove":
      return `: version ${liveSide(flow).version} goes out of service`;
    case "gone":
      return ": taken out of service elsewhere";
    default:
      return "";
  }
}

function driftLines(flow: PlannedFlow): readonly string[] {
  const { state, drift } = flow;
  if (state !== "behind" && state !== "diverged") return [];
  const published = drift.map(({ number, deployedBy, deployedAt, note }) => {
    const said = note === undefined ? "" : `: ${note}`;
    return `version ${number} was published elsewhere by ${deployedBy} on ${deployedAt.slice(0, 10)}${said}`;
  });
  if (state === "behind") return [...published, "pull brings it here"];
  const conflicts = conflictsOf(flow);
  return conflicts.length === 0
    ? [...published, "pull merges both changes"]
    : [...published, ...conflicts.map((one) => `conflict: ${one}`)];
}

function openRunsLines({ state, openRuns }: PlannedFlow): readonly string[] {
  if (state !== "change" && state !== "remove") return [];
  return openRuns.map(
    ({ version, runs }) =>
      `${countRuns(runs)} ${runs === 1 ? "stays" : "stay"} on version ${version} until ${runs === 1 ? "it ends" : "they end"}`,
  );
}

function summary(planned: readonly PlannedFlow[]): string {
  const count = (...states: PlannedState[]): number => planned.filter(({ state }) => states.includes(state)).length;
  const drifted = count("behind", "diverged", "gone");
  return `${count("create")} to create, ${count("change")} to change, ${count("remove")} to remove, ${drifted} drifted, ${count("same")} unchanged`;
}

/** For programs. */
export const plannedJson = (flow: PlannedFlow) => ({
  flow: flow.flowId,
  state: flow.state,
  ...(flow.here ? { folder: flow.here.folder, hash: flow.here.hash } : {}),
  ...(flow.live ? { live: { version: flow.live.version, hash: flow.live.contentHash } } : {}),
  ...(flow.diff ? { diff: flow.diff } : {}),
  drift: flow.drift.map(({ number, deployedBy, deployedAt, note }) => ({
    version: number,
    by: deployedBy,
    at: deployedAt,
    note,
  })),
  conflicts: flow.state === "diverged" ? (flow.merged?.conflicts ?? conflictsOf(flow).map((message) => ({ message }))) : [],
  inFlight: flow.openRuns,
});
