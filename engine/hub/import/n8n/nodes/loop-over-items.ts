import { UntranslatableText } from "../../untranslatable-text.ts";
import { listOf, numberIn } from "../n8n-node.ts";
import type { WriteNode } from "../n8n-nodes.ts";
import { eitherOf, excludeEachOther, listCode, NOTHING_YET, type Stream } from "../n8n-stream.ts";
import type { NodeWriter } from "../n8n-writer.ts";
import type { Arrival, WorkflowDraft } from "../workflow-draft.ts";
import type { BatchLoop } from "../batch-loops.ts";
import { written } from "../../written.ts";

/** A for-each over batches, one after the other. What comes back from all turns goes on where it is done. */
export const loopOverItems: WriteNode = (writer) => {
  const { draft, node, id, input } = writer;
  const loop = draft.loops.get(node.name);
  if (loop === undefined)
    throw new UntranslatableText("Its nodes do not lead back to it alone: put the nodes that repeat into a for-each node.");
  const size = numberIn(node.parameters, "batchSize", node.version >= 3 ? 1 : 10);
  if (typeof node.parameters["batchSize"] === "string")
    throw new UntranslatableText("The size of its batches is worked out: use a for-each node over lists made in JSONata.");
  const isSingle = size === 1;
  const { list } = writer;
  const batches = `[$map($filter([0..$count(${list}) - 1], function($i) { $i % ${size} = 0 }), function($i) { { "items": [$filter(${list}, function($v, $n) { $n >= $i and $n < $i + ${size} })] } })]`;
  if (node.options["reset"] === true) writer.note("approximated", "It does not begin anew while it runs.");
  writer.add(id, "forEach", { items: isSingle ? list : batches, concurrency: 1 });
  const { member: _, ...known } = input;
  const code = isSingle ? "item" : "item.items";
  const inside: Stream = { ...known, code, isList: !isSingle, guards: new Map(), parent: id, pairs: new Map() };
  const back = writeBody(writer, loop, inside);
  const after: Stream = { ...known, ...NOTHING_YET, code: back ?? list, isList: true, guards: input.guards };
  const outputs = [
    { stream: after, exits: [{ from: id }] },
    { stream: inside, exits: [] },
  ];
  return { entry: id, outputs: loop.doneOutput === 0 ? outputs : outputs.toReversed() };
};

/** The nodes of a turn; gives what all turns together hand back. */
function writeBody({ draft, node, id, element }: NodeWriter, loop: BatchLoop, inside: Stream): string | undefined {
  const first = new Map<string, Arrival>(
    draft.workflow
      .outOf(node.name)
      .filter(({ output }) => output === loop.loopOutput)
      .map(({ to, input }) => [to, { stream: inside, exits: [], input }]),
  );
  const nested = new Set([...draft.loops].flatMap(([name, other]) => (loop.body.has(name) ? [...other.body] : [])));
  draft.lendStream(node.name, inside);
  draft.writeNodes(
    draft.workflow.order.filter((name) => loop.body.has(name) && !nested.has(name)),
    id,
    first,
  );
  const backs = draft.workflow.into(node.name).flatMap(({ from, output }) => {
    const written = loop.body.has(from) ? draft.writtenOf(from)?.outputs[output] : undefined;
    return written === undefined ? [] : [written];
  });
  if (backs.length === 0) return undefined;
  const streams = backs.map(({ stream }) => stream);
  const areExclusive = streams.every((left, at) => streams.slice(at + 1).every((right) => excludeEachOther(left, right)));
  if (!areExclusive || !alwaysComesBack(draft, streams))
    draft.sketch.note(
      element,
      "approximated",
      "The next turn begins when this one has ended; in n8n when something came back from it.",
    );
  const turn = draft.sketch.mint(`${id}Turn`);
  const result = areExclusive
    ? listCode(eitherOf(streams))
    : streams.map(listCode).reduce((all, list) => `$append(${all}, ${list})`);
  draft.sketch.add(element, turn, "map", { expression: `{ "items": ${result} }` }, { name: `Result of a turn`, parent: id });
  const exits = backs.flatMap((back) => back.exits);
  for (const { from, port } of exits) draft.sketch.connect(from, turn, port === undefined ? {} : { port });
  return `[steps.${id}.items]`;
}

/** Whether whichever way a turn goes, something comes back from it: of each branch on the way, every way does. */
function alwaysComesBack(draft: WorkflowDraft, streams: readonly Stream[]): boolean {
  const branches = new Set(streams.flatMap(({ guards }) => [...guards.keys()]));
  return [...branches].every((branch) => {
    const taken = new Set(streams.flatMap(({ guards }) => guards.get(branch) ?? []));
    return streams.every(({ guards }) => guards.has(branch)) && portsOf(draft, branch).every((port) => taken.has(port));
  });
}

function portsOf(draft: WorkflowDraft, branch: string): readonly string[] {
  const config = draft.sketch.nodes.find(({ id }) => id === branch)?.config;
  const cases = listOf(config?.["cases"]);
  if (cases.length === 0) return ["done", "error"];
  return [
    ...cases.map(({ port }) => written(port)),
    typeof config?.["otherwise"] === "string" ? config["otherwise"] : "otherwise",
  ];
}
