import type { MappingModel, TargetField } from "#engine/core/mapping/model/mapping-model.ts";
import { listTargetFields } from "#engine/core/mapping/model/mapping-model.ts";
import { isUnknownPath } from "#engine/core/mapping/schema/is-unknown-path.ts";
import type { SchemaTree } from "#engine/core/mapping/schema/schema-tree.ts";
import type { Wire } from "./wire-paths.ts";
import { keyOf } from "./tree-rows.ts";

/** A line for every path that every field reads, the variables it uses included. */
export function mappingWires(model: MappingModel, source: SchemaTree): Wire[] {
  const wires = new Map<string, Wire>();
  for (const field of listTargetFields(model)) {
    for (const names of readsOf(field)) {
      // A mapping that is one value and no object has no row of its own; its lines end at the first.
      const wire = { source: keyOf(names), target: keyOf(field.path) };
      const id = `${wire.source}>${wire.target}`;
      if (wire.source !== "") wires.set(id, { id, ...wire, isBroken: isUnknownPath(source, names) });
    }
  }
  return [...wires.values()];
}

/** Names from the scope, without what stands for "all below". */
export function readsOf(field: TargetField): (readonly string[])[] {
  return field.reads.map(({ path }) => path.filter((name) => name !== "*" && name !== "**"));
}
