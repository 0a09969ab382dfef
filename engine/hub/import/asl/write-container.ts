import { isJsonObject } from "../../../core/json.ts";
import type { NodeExtras } from "../flow-sketch.ts";
import type { SourceElement } from "../source-element.ts";
import { UntranslatableText } from "../untranslatable-text.ts";
import { listOfAll, payloadOf } from "./asl-expression.ts";
import { listOf } from "./machine-data.ts";
import { only, type MachineDraft, type Part, type StateAt, type Written } from "./machine-draft.ts";
import { argumentsOf, concurrencyOf, firstOf, itemsOf, toleranceOf } from "./state-config.ts";
import { taskNode } from "./task-node.ts";

/** A fork, its branches and a join; inside a block where failures of the whole are caught. */
export function writeParallel({ draft, state, element, scope, about }: StateAt): Written {
  const { id, name, state: source } = state;
  const isGuarded = listOf(source["Catch"]).length > 0;
  const block = isGuarded ? draft.add(element, id, "block", {}, { ...about, name }) : undefined;
  if (listOf(source["Retry"]).length > 0)
    draft.sketch.note(element, "approximated", "The branches are not tried again as a whole: give the calls inside a retry.");
  const inside = { ...draft.place, ...(block === undefined ? {} : { parent: block }) };
  const fork = block === undefined ? id : draft.sketch.mint(`${id}Fork`);
  const extras = (given: string): NodeExtras => ({
    name: given,
    ...(inside.parent === undefined ? {} : { parent: inside.parent }),
  });
  const input = argumentsOf(source, scope);
  draft.sketch.add(element, fork, "map", { expression: input }, extras(name));
  const parts = listOf(source["Branches"]).map((branch, index) =>
    draft.nested(branch, { ...inside, input: `steps.${fork}`, path: `${element.id}/${index + 1}/` }),
  );
  const join = draft.sketch.add(element, draft.sketch.mint(`${id}Join`), "join", {}, extras(`All of ${name}`));
  for (const { entry, ends } of parts) {
    if (entry !== undefined) draft.sketch.connect(fork, entry);
    for (const { from, port } of ends) draft.sketch.connect(from, join, port === undefined ? {} : { port });
  }
  const outputs = parts.map(({ outputs: ways }) => (ways.length > 1 ? `(${firstOf(ways)})` : firstOf(ways)));
  draft.joined.set(state.name, listOfAll(outputs));
  return block === undefined ? { main: fork, exit: join } : only(block);
}

/** A forEach over the items, with the inner machine as its body. */
export function writeMap(at: StateAt): Written {
  const { draft, state, element, scope, about } = at;
  const { id, name, state: source } = state;
  const processor = source["ItemProcessor"] ?? source["Iterator"];
  if (!isJsonObject(processor)) throw new UntranslatableText("This map has nothing to do for its items.");
  const reader = writeReader(at);
  const items = reader === undefined ? itemsOf(source, scope) : `steps.${reader}`;
  const config = { items, ...concurrencyOf(source), ...toleranceOf(source) };
  draft.add(element, id, "forEach", config, { ...about, name });
  if (source["ItemBatcher"] !== undefined)
    draft.sketch.note(element, "approximated", "Items are worked on one by one, not in batches.");
  if (listOf(source["Retry"]).length > 0)
    draft.sketch.note(element, "approximated", "It is not tried again as a whole: give the calls inside a retry.");
  const selector = source["ItemSelector"] ?? source["Parameters"];
  const selected = selector === undefined ? undefined : draft.sketch.mint(`${id}Item`);
  const inside = { path: `${element.id}/`, parent: id, item: "item" };
  if (selected !== undefined)
    draft.sketch.add(
      element,
      selected,
      "map",
      { expression: payloadOf(selector, { ...scope, item: "item" }) },
      { name: `Item of ${name}`, parent: id },
    );
  const part = draft.nested(processor, { ...inside, input: selected === undefined ? "item" : `steps.${selected}` });
  if (selected !== undefined && part.entry !== undefined) draft.sketch.connect(selected, part.entry);
  closeBody(draft, part, element, id);
  if (reader === undefined) return only(id);
  draft.sketch.connect(reader, id);
  return { main: reader, exit: id };
}

/** The call that reads the items of a distributed Map. */
function writeReader({ draft, state: { id, state }, element, scope }: StateAt): string | undefined {
  const reader = state["ItemReader"];
  if (!isJsonObject(reader)) return undefined;
  const task = taskNode(reader, scope);
  if ("why" in task) throw new UntranslatableText(task.why);
  draft.sketch.note(
    element,
    "approximated",
    `Its items are read by a call first, which must give them as a list. ${task.note ?? ""}`.trim(),
  );
  return draft.add(element, draft.sketch.mint(`${id}Rows`), task.kind, task.config, { name: `Items of ${element.name}` });
}

/** A turn gives what its last step gave; where that is not the output of the body, a map says it. */
function closeBody(draft: MachineDraft, { ends, outputs }: Part, element: SourceElement, id: string): void {
  const output = firstOf(outputs);
  const [end] = ends;
  if (end === undefined || (ends.length === 1 && output === `steps.${end.from}`)) return;
  const result = draft.sketch.mint(`${id}ItemResult`);
  draft.sketch.add(element, result, "map", { expression: output }, { name: "Result of the item", parent: id });
  for (const { from, port } of ends) draft.sketch.connect(from, result, port === undefined ? {} : { port });
}
