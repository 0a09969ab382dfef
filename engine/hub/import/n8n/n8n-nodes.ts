import { UntranslatableText } from "../untranslatable-text.ts";
import type { N8nNode } from "./n8n-node.ts";
import type { Written, NodeWriter } from "./n8n-writer.ts";
import type { Arrival } from "./workflow-draft.ts";
import { codeNode } from "./nodes/code-node.ts";
import { conditionNodes } from "./nodes/condition-nodes.ts";
import { controlNodes } from "./nodes/control-nodes.ts";
import { dateTime } from "./nodes/date-time.ts";
import { fieldNodes } from "./nodes/field-nodes.ts";
import { httpRequest } from "./nodes/http-request.ts";
import { listNodes } from "./nodes/list-nodes.ts";
import { loopOverItems } from "./nodes/loop-over-items.ts";
import { merge } from "./nodes/merge-node.ts";
import { serviceNodes } from "./nodes/service-nodes.ts";
import { splitOut } from "./nodes/split-out.ts";
import { summarize } from "./nodes/summarize.ts";
import { triggerNodes } from "./nodes/trigger-nodes.ts";
import { written } from "../written.ts";

export type WriteNode = (writer: NodeWriter, arrivals: readonly Arrival[]) => Written;

const WRITERS: Readonly<Record<string, WriteNode>> = {
  ...triggerNodes,
  ...conditionNodes,
  ...controlNodes,
  ...fieldNodes,
  ...listNodes,
  ...serviceNodes,
  code: codeNode,
  function: codeNode,
  functionItem: codeNode,
  dateTime,
  httpRequest,
  merge,
  splitInBatches: loopOverItems,
  splitOut,
  summarize,
};

/** How a node is drawn. One that is switched off hands on what it gets. */
export function writerOf(node: N8nNode): WriteNode {
  const writer = Object.hasOwn(WRITERS, node.type) ? WRITERS[node.type] : undefined;
  if (node.source["disabled"] === true) return switchedOff;
  if (writer !== undefined) return writer;
  const type = written(node.source["type"]);
  if (/trigger$/i.test(type))
    throw new UntranslatableText(
      `Nothing here starts a flow as "${type}" does: use a webhook, a schedule or an event, and give it the same data.`,
    );
  throw new UntranslatableText(`"${type}" has no counterpart: call its system with an HTTP call in its place.`);
}

const switchedOff: WriteNode = (writer, arrivals) => {
  if (arrivals.length === 0)
    throw new UntranslatableText("It is switched off in n8n and starts nothing: remove it, or put in what is to start the flow.");
  writer.add(writer.id, "map", { expression: writer.input.code });
  writer.note("translated", "It is switched off in n8n, so that it hands on what it gets.");
  return writer.passes(writer.id);
};
