import { besideProduction } from "../core/environment/environment.ts";
import type { JsonObject } from "../core/json.ts";
import type { LoadedFlow, NewRun } from "./ports.ts";

/** The variables of environments as they are now. */
export interface EnvironmentValues {
  read(orgId: string, environment: string): Promise<JsonObject>;
}

/** For engines without environments. */
export const noVariables: EnvironmentValues = { read: async () => ({}) };

export type RunPlace = Pick<NewRun["started"], "environment" | "env">;

/**
 * Where a run runs and the variables it takes along, as its first event keeps them: a value that is changed later changes
 * nothing about a run that has begun, nor about its replay. Only what the flow reads is looked up and kept.
 */
export async function placeOfRun(
  values: EnvironmentValues,
  { plan: { variables } }: Pick<LoadedFlow, "plan">,
  { orgId, environment }: { readonly orgId: string; readonly environment: string },
): Promise<RunPlace> {
  const place = besideProduction(environment);
  if (variables === undefined) return place;
  const known = await values.read(orgId, environment);
  const isRead = (name: string): boolean => variables.includes("*") || variables.includes(name);
  return { ...place, env: Object.fromEntries(Object.entries(known).filter(([name]) => isRead(name))) };
}
