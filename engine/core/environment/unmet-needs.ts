import { nearestName } from "../flow/nearest-name.ts";
import type { Problem } from "../problem.ts";
import { suggesting } from "../validate/rule.ts";
import type { FlowNeeds, Need } from "./flow-needs.ts";

/** What an environment has to give. */
export interface Supplies {
  readonly environment: string;
  readonly variables: ReadonlySet<string>;
  /** Connections of the installation. */
  readonly connections: ReadonlySet<string>;
  /** Connection by the name that flows use; a name that is not here means the connection of that name. */
  readonly mapping: ReadonlyMap<string, string>;
  /** Flows that are live there. */
  readonly liveFlows: ReadonlySet<string>;
}

/**
 * What keeps a flow from going live in an environment. A sub-flow that is not live there yet only warns: two flows that are
 * promoted one after the other would otherwise have to be so in one order.
 */
export function unmetNeeds(needs: FlowNeeds, supplies: Supplies): readonly Problem[] {
  return [
    ...needs.variables.flatMap((need) => missingVariable(need, supplies)),
    ...needs.connections.flatMap((need) => missingConnection(need, supplies)),
    ...needs.subFlows.flatMap((need) => absentFlow(need, supplies)),
  ];
}

function missingVariable({ name, ...place }: Need, { environment, variables }: Supplies): readonly Problem[] {
  if (variables.has(name)) return [];
  const message = `An expression reads env.${name}, and ${environment} has no variable ${name}.`;
  const fix = `Add ${name} to the variables of ${environment}, on the page Environments, or correct the name.`;
  const code = "environment/unknown-variable";
  return [{ code, severity: "error", message, fix, ...place, ...suggesting(nearestName(name, [...variables])) }];
}

function missingConnection({ name, ...place }: Need, { environment, connections, mapping }: Supplies): readonly Problem[] {
  const target = mapping.get(name) ?? name;
  if (connections.has(target)) return [];
  const why = target === name ? "there is none of this name" : `it is to mean "${target}", which there is not`;
  const message = `The connection "${name}" leads nowhere in ${environment}: ${why}.`;
  const fix = `Say on the page Environments which connection "${name}" means in ${environment}, or add it to the connections file.`;
  const code = "environment/unmapped-connection";
  return [{ code, severity: "error", message, fix, ...place, ...suggesting(nearestName(name, [...connections])) }];
}

function absentFlow({ name, ...place }: Need, { environment, liveFlows }: Supplies): readonly Problem[] {
  if (liveFlows.has(name)) return [];
  const message = `The flow "${name}", which a step runs, is not live in ${environment}: the step fails until it is.`;
  return [
    {
      code: "environment/absent-flow",
      severity: "warning",
      message,
      fix: `Bring "${name}" to ${environment} as well.`,
      ...place,
    },
  ];
}
