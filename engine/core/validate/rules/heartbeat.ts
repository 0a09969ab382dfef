import { DEFAULT_ATTEMPT_MS } from "../../compile/flow-plan.ts";
import { durationMs, readableDuration } from "../../duration.ts";
import type { Problem } from "../../problem.ts";
import { nodeLabel, nodeProblem, type NodeEntry, type Rule } from "../rule.ts";

/** A heartbeat is of use where the step says that it goes on, and where its silence is noticed before its time is over. */
export const heartbeat: Rule = {
  codes: ["flow/heartbeat"],
  check: ({ nodes }) => nodes.flatMap(checkHeartbeat),
};

function checkHeartbeat(entry: NodeEntry): Problem[] {
  const { node, definition } = entry;
  if (node.heartbeat === undefined) return [];
  const wrong = (what: string, fix: string): Problem[] => [
    nodeProblem(entry, { code: "flow/heartbeat", message: `${nodeLabel(node)} has a heartbeat, ${what}.`, fix }, "/heartbeat"),
  ];
  if (definition !== undefined && definition.reportsProgress !== true)
    return wrong(`and a node of kind "${node.kind}" does not say how far it is`, "Remove the heartbeat.");
  const silenceMs = durationMs(node.heartbeat);
  if (silenceMs === 0) return wrong("and it is no time at all", "Say how long an attempt may be silent, such as PT5S.");
  const attemptMs = node.timeout === undefined ? DEFAULT_ATTEMPT_MS : durationMs(node.timeout);
  if (silenceMs < attemptMs) return [];
  const limit = readableDuration(`PT${attemptMs / 1_000}S`);
  return wrong(
    `and an attempt ends after ${limit} in any case`,
    "Make the heartbeat shorter than the time limit of an attempt (`timeout`), or raise that limit.",
  );
}
