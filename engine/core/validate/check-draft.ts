import type { FlowDraft } from "../edit/flow-draft.ts";
import type { NodeDefinitions } from "../node-definition.ts";
import type { Problem, ProblemCode } from "../problem.ts";
import {
  addSchema,
  answerAtOnce,
  clearValue,
  fixBody,
  fixSavepoint,
  markPivot,
  removeHeartbeat,
  removeMark,
  fixUnknownKey,
  removeLimit,
  renameStep,
} from "./fixes/content-fixes.ts";
import { findingOf, type Fix, type Fixer } from "./fixes/fix.ts";
import {
  addTrigger,
  fixCycle,
  fixDanglingEdge,
  fixPort,
  fixUnreachable,
  putJoinBefore,
  removeEdge,
  removeNode,
} from "./fixes/wiring-fixes.ts";
import { enableNode } from "./fixes/enable-node.ts";
import { disabledNodes } from "./disabled-nodes.ts";
import { validateFlow } from "./validate-flow.ts";

export interface ProblemWithFixes extends Problem {
  /** The best first; none where only a person knows what was meant. */
  readonly fixes: readonly Fix[];
}

/** How problems are mended by a press of a button, beside the rules that find them. */
const fixers: Partial<Record<ProblemCode, Fixer>> = {
  "flow/unknown-kind": removeNode,
  "flow/unknown-key": fixUnknownKey,
  "flow/invalid-value": clearValue,
  "flow/dangling-edge": fixDanglingEdge,
  "flow/duplicate-edge": removeEdge,
  "flow/unknown-port": fixPort,
  "flow/no-trigger": addTrigger,
  "flow/trigger-has-input": removeEdge,
  "flow/cycle": fixCycle,
  "flow/unreachable-node": fixUnreachable,
  "flow/parallel-merge": putJoinBefore,
  "flow/join-single-branch": removeNode,
  "flow/compensation-shape": removeEdge,
  "flow/pivot-shape": removeMark,
  "flow/effect-without-undo": markPivot,
  "flow/heartbeat": removeHeartbeat,
  "flow/body": fixBody,
  "flow/unknown-savepoint": fixSavepoint,
  "flow/missing-respond": answerAtOnce,
  "flow/idle-respond": removeNode,
  "flow/unknown-schema": addSchema,
  "flow/unknown-step-reference": renameStep,
  "flow/disabled-node": enableNode,
  "limits/conflict": removeLimit,
};

/** More would be read by nobody, and each costs the trial of its edits. */
const MAX_WITH_FIXES = 200;

/** Everything that is wrong with a draft by the rules, errors first, with edits that mend it. Types are `checkTypes`' to check. */
export function checkDraft(draft: FlowDraft, definitions: NodeDefinitions): readonly ProblemWithFixes[] {
  const problems = [...validateFlow(draft.document, definitions), ...disabledNodes(draft)];
  const errors = problems.filter(({ severity }) => severity === "error");
  const warnings = problems.filter(({ severity }) => severity === "warning");
  return [...errors, ...warnings].map((problem, index) => ({
    ...problem,
    fixes: index < MAX_WITH_FIXES ? fixesFor(draft, definitions, problem) : [],
  }));
}

function fixesFor(draft: FlowDraft, definitions: NodeDefinitions, problem: Problem): readonly Fix[] {
  const fixer = fixers[problem.code];
  if (fixer === undefined) return [];
  return fixer(findingOf(draft, definitions, problem)).filter((fix) => fix !== undefined);
}
