import { isJsonObject, type JsonObject } from "../../../core/json.ts";
import type { SourceElement } from "../source-element.ts";
import { listOf } from "./machine-data.ts";
import { written } from "../written.ts";

/** A state as the report names it: unique by the names of the states around it. */
export const elementOf = (name: string, state: JsonObject, { path }: { readonly path: string }): SourceElement => ({
  id: `${path}${name}`,
  name,
  type: typeof state["Resource"] === "string" ? `${written(state["Type"])} ${state["Resource"]}` : written(state["Type"]),
  original: state,
});

/** The states inside of a state, at any depth. */
export function innerElements(state: JsonObject, path: string): readonly SourceElement[] {
  const body = state["ItemProcessor"] ?? state["Iterator"];
  const machines = [
    ...(isJsonObject(body) ? [{ machine: body, path }] : []),
    ...listOf(state["Branches"]).map((machine, index) => ({ machine, path: `${path}${index + 1}/` })),
  ];
  return machines.flatMap(({ machine, path: inside }) =>
    Object.entries(isJsonObject(machine["States"]) ? machine["States"] : {}).flatMap(([name, inner]) =>
      isJsonObject(inner) ? [elementOf(name, inner, { path: inside }), ...innerElements(inner, `${inside}${name}/`)] : [],
    ),
  );
}
