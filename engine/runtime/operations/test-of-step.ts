import { StepFailure } from "../../core/failure.ts";
import type { JsonObject } from "../../core/json.ts";
import { beginWith, sinceMoved, stepRun } from "../../core/machine/index.ts";
import type { RunEvent } from "../../core/machine/run-event.ts";
import type { ActiveStep, RunState } from "../../core/machine/run-state.ts";
import { openSchemaTree } from "../../core/mapping/schema/schema-tree.ts";
import { testedMapping } from "../../core/mapping/test-cases/flow-mapping-tests.ts";
import { testFromRun } from "../../core/mapping/test-cases/test-from-run.ts";
import { ItemPages } from "../item-pages.ts";
import type { RunSummary } from "../engine.ts";
import type { MappingTestResult, StepOfRun } from "../run-operations.ts";
import { stepContext } from "../step-context.ts";
import { versionOf, type OperationPorts } from "./operation-ports.ts";

/** A test case for the mapping of a step, of what the step saw; see `core/mapping/test-cases/test-from-run.ts` for what is left out. */
export async function testOfStep(ports: OperationPorts, run: RunSummary, wanted: StepOfRun): Promise<MappingTestResult> {
  const { plan, document } = await versionOf(ports, wanted.orgId, run);
  const node = document.nodes.find(({ id }) => id === wanted.nodeId);
  const mapping = node && testedMapping(node, plan.schemas);
  if (!mapping) return { ok: false, reason: `Node "${wanted.nodeId}" of this run is not a mapping.` };
  const events = await ports.store.readEvents(run.runId, 0);
  const found = findStep(plan, run.runId, sinceMoved(events), wanted);
  if (found === undefined) return { ok: false, reason: notFound(wanted.nodeId, run, sinceMoved(events)) };
  const { state, step, at } = found;
  const { scope } = await stepContext({ plan, items: new ItemPages(run.runId, ports.store), orgId: wanted.orgId }, state, step);
  const schema = openSchemaTree(scopeSchema(document.input), plan.schemas);
  try {
    const name = `Run of ${at.slice(0, 16).replace("T", " ")}`;
    const checked = mapping.source && { checked: mapping.source.of };
    const test = await testFromRun({
      name,
      expression: mapping.expression,
      mappings: plan.mappings,
      ...checked,
      scope,
      at,
      schema,
    });
    return { ok: true, test };
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error;
    return { ok: false, reason: `The mapping makes nothing of these data: ${error.message}` };
  }
}

function notFound(nodeId: string, { version }: RunSummary, [first]: readonly RunEvent[]): string {
  const since = first?.type === "run.moved" ? ` since it was moved to version ${version}` : "";
  return `This run has not come to "${nodeId}"${since}.`;
}

/** Only the input has a contract that can say what is sensitive. Its references count from its own root, so its definitions come along. */
function scopeSchema(input: JsonObject | undefined): JsonObject {
  if (input === undefined) return {};
  const { $defs, definitions } = input;
  return { type: "object", properties: { input }, ...($defs && { $defs }), ...(definitions && { definitions }) };
}

interface FoundStep {
  readonly state: RunState;
  readonly step: ActiveStep;
  readonly at: string;
}

/** The state before the step's outcome: that of the given visit, or of the last one. */
function findStep(
  plan: Parameters<typeof stepRun>[0],
  runId: string,
  events: readonly RunEvent[],
  { nodeId, visit }: StepOfRun,
): FoundStep | undefined {
  let state: RunState | undefined;
  let found: FoundStep | undefined;
  for (const event of events) {
    const isOutcome = event.type === "step.completed" || event.type === "step.failed" || event.type === "step.undecided";
    if (state && isOutcome && event.nodeId === nodeId && (visit === undefined || event.visit === visit)) {
      const step = Object.values(state.active).find((each) => each.nodeId === nodeId && each.visit === event.visit);
      if (step) found = { state, step, at: event.at };
    }
    state = (state ? stepRun(plan, state, event) : beginWith(plan, runId, event)).state;
  }
  return found;
}
