import type { NodePlan } from "../../core/compile/flow-plan.ts";
import { PRODUCTION } from "../../core/environment/environment.ts";
import type { MappingBundle } from "../../core/expression/mappings/mapping-bundle.ts";
import { bundleMappings } from "../../core/mapping/reusable/bundle-mappings.ts";
import type { FlowDocument } from "../../core/flow/flow-document.ts";
import type { NodeDefinitions } from "../../core/node-definition.ts";
import { createNodeExecutors } from "../../nodes/executors.ts";
import type { Runs } from "../../runtime/engine.ts";
import type { EmitFromRun, EmittedEvent, OutgoingEvent } from "../../runtime/event-bus.ts";
import type { NodeExecutors } from "../../runtime/executor.ts";
import type { Connections } from "../../runtime/ports.ts";
import { noVariables, placeOfRun, type EnvironmentValues } from "../../runtime/run-place.ts";
import type { ScenarioReport, Tries, TryMessage, TryRequest } from "../../runtime/tries.ts";
import { createFlowCall } from "./call-flow.ts";
import { readPastRun, readRecordedOutput } from "./past-run.ts";
import { prepareTry } from "./prepare-try.ts";
import { chooseExecutors } from "./try-executors.ts";
import { TryRun } from "./try-run.ts";

export interface TryPorts {
  readonly definitions: NodeDefinitions;
  /** The executors that call out, and the connections they use. Asked for by tries that may really call. */
  openOutside(
    emit: EmitFromRun,
    place: { readonly orgId: string; readonly environment: string },
  ): Promise<{ readonly executors: NodeExecutors; readonly connections: Connections }>;
  /** Reusable mappings of an organization, by `name@version`, for what the draft does not bring along. */
  findMappings(orgId: string, keys: readonly string[]): Promise<MappingBundle>;
  readonly runs: Pick<Runs, "start" | "follow" | "get" | "events">;
  emit(event: OutgoingEvent & { readonly orgId: string; readonly environment: string }): Promise<EmittedEvent>;
  /** Default: environments have no variables. */
  readonly values?: EnvironmentValues;
  /** Runs the scenarios beside a flow of this installation over a draft of it, whose mappings it brings along. */
  scenarios(document: FlowDocument): Promise<ScenarioReport>;
  /** A line for the log of the process. */
  log(line: string): void;
}

/** A process shows pages and answers webhooks meanwhile. */
const AT_ONCE = 8;

const BUSY: TryMessage = {
  type: "refused",
  problems: [{ message: `${AT_ONCE} tries are running here already.`, fix: "Try again in a moment." }],
};

export function createTries(ports: TryPorts): Tries {
  let running = 0;
  return {
    async *run(request, signal) {
      if (running >= AT_ONCE) {
        yield BUSY;
        return;
      }
      running += 1;
      try {
        yield* tryFlow(ports, request, signal);
      } finally {
        running -= 1;
      }
    },
    scenarios: async (orgId, draft) => {
      const { document, problems } = await bundleMappings(draft, ports.definitions, (keys) => ports.findMappings(orgId, keys));
      return problems.length > 0 ? { state: "refused", problems } : ports.scenarios(document);
    },
    pastRun: (orgId, runId) => readPastRun(ports.runs, orgId, runId),
    recordedOutput: (orgId, runId, step) => readRecordedOutput(ports.runs, orgId, runId, step),
  };
}

async function* tryFlow(ports: TryPorts, asked: TryRequest, signal: AbortSignal): AsyncGenerator<TryMessage, void, undefined> {
  const find = (keys: readonly string[]) => ports.findMappings(asked.orgId, keys);
  const { document, problems } = await bundleMappings(asked.document, ports.definitions, find);
  if (problems.length > 0) return yield { type: "refused", problems };
  const request = { ...asked, document };
  const prepared = prepareTry(request, ports.definitions);
  if (!prepared.ok) return yield { type: "refused", problems: prepared.problems };
  const { orgId, environment = PRODUCTION } = request;
  const place = { orgId, environment };
  const mayCall = request.allowReal !== undefined && request.allowReal.length > 0;
  const outside = mayCall ? await ports.openOutside((_runId, event) => ports.emit({ ...event, ...place }), place) : undefined;
  const { env } = await placeOfRun(ports.values ?? noVariables, prepared, place);
  const run: TryRun = new TryRun(request, outside?.connections ?? noConnections);
  const flow = chooseExecutors(prepared.plan, {
    part: prepared.part,
    request,
    definitions: ports.definitions,
    closed: closedExecutors,
    open: outside?.executors,
    callFlow: createFlowCall(ports.runs, place, request.by),
    spend: () => run.spend(),
    onRealCall: (node) => ports.log(realCallLine(request, node)),
  });
  yield* run.play({ document: prepared.document, trigger: prepared.trigger, ...(env && { env }), ...flow }, signal);
}

const realCallLine = ({ by, document }: TryRequest, { id, kind }: NodePlan): string =>
  `${by} let a try of flow ${document.id} really call out: node ${id} (${kind})`;

const refuseToCall = (): Promise<never> => Promise.reject(new Error("This node of the try was not allowed to call out."));

/** For all that was not allowed to call: a mistake in the choice of executors then fails, and reaches nobody. */
const closedExecutors = createNodeExecutors({ send: refuseToCall, sendMail: refuseToCall, emit: refuseToCall });

const noConnections: Connections = { resolve: refuseToCall };
