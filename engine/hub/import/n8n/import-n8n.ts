import { isJsonObject, type JsonObject } from "../../../core/json.ts";
import { finishImport } from "../finish-import.ts";
import { FlowSketch, shortText } from "../flow-sketch.ts";
import type { ImportResult } from "../../../core/import/import-result.ts";
import { objectIn, textIn, type N8nNode } from "./n8n-node.ts";
import { N8nWorkflow, pinnedNodes } from "./n8n-workflow.ts";
import { elementOf, placeOf, WorkflowDraft } from "./workflow-draft.ts";

/**
 * A workflow exported from n8n as a flow. Its nodes hand on lists of items; the flow is drawn for the one item where there
 * is always one, and for the list elsewhere. Credentials and the addresses of webhooks are not taken over.
 */
export function importN8n(source: JsonObject, fileName: string): ImportResult {
  const workflow = new N8nWorkflow(source, fileName);
  const sketch = new FlowSketch();
  for (const note of workflow.notes) comment(sketch, note);
  const draft = new WorkflowDraft(sketch, workflow);
  draft.write();
  for (const node of workflow.nodes.values()) noteLost(sketch, workflow, node);
  noteWorkflow(sketch, workflow);
  return finishImport(sketch, { format: "n8n", name: workflow.name });
}

function comment(sketch: FlowSketch, note: N8nNode): void {
  sketch.note(elementOf(note), "translated", "It is a comment on the canvas.");
  const text = textIn(note.parameters, "content") ?? "";
  if (text !== "")
    sketch.comments.push({
      on: { at: placeOf(note) ?? { x: 0, y: 0 } },
      text: shortText(text, 4_000),
      author: "Import",
      at: "1970-01-01T00:00:00Z",
    });
}

/** Says what of a node is not drawn. */
function noteLost(sketch: FlowSketch, workflow: N8nWorkflow, node: N8nNode): void {
  const element = elementOf(node);
  const others = workflow.otherKinds(node.name);
  if (others.length > 0) sketch.note(element, "approximated", `Its connections of type ${others.join(", ")} are not drawn.`);
  for (const { node: name, why } of workflow.lost) if (name === node.name) sketch.note(element, "approximated", why);
  if (workflow.renamed.has(node.name))
    sketch.note(
      element,
      "approximated",
      "Its name in the file is missing or another node has it too: lines lead to the first of them.",
    );
  if (node.source["executeOnce"] === true && !ONCE.test(node.type))
    sketch.note(
      element,
      "approximated",
      "It works on each item here, and worked on the first one only: take that one in a map node.",
    );
}

const ONCE = /^(?:manualTrigger|webhook|scheduleTrigger|respondToWebhook|aggregate|stopAndError|noOp|merge|limit|sort|wait)$/;

/** What the workflow as a whole says that has no place in a flow. */
function noteWorkflow(sketch: FlowSketch, { source }: N8nWorkflow): void {
  const settings = objectIn(source, "settings");
  const of = (id: string, note: string): void =>
    sketch.note({ id, name: id, type: "workflow", original: null }, "approximated", note);
  if (settings["errorWorkflow"] !== undefined)
    of(
      "settings.errorWorkflow",
      "No other flow is started when this one fails: watch its incidents, or lead error edges to a sub-flow.",
    );
  if (settings["callerPolicy"] !== undefined && settings["callerPolicy"] !== "workflowsFromSameOwner")
    of("settings.callerPolicy", "Who may call it as a sub-flow is said by the rights of people here.");
  if (isJsonObject(source["staticData"]) && Object.keys(source["staticData"]).length > 0)
    of("staticData", "What it remembered from run to run is left out.");
  const pinned = pinnedNodes(source);
  if (pinned.length > 0) of("pinData", `Pinned data is for runs by hand in n8n, and left out: ${pinned.join(", ")}.`);
}
