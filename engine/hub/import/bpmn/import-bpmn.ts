import BpmnModdle from "bpmn-moddle";
import { omitUndefined } from "../../../core/omit-undefined.ts";
import type { Problem } from "../../../core/problem.ts";
import { finishImport } from "../finish-import.ts";
import { FlowSketch, shortText } from "../flow-sketch.ts";
import type { ImportResult } from "../../../core/import/import-result.ts";
import { MAX_DEPTH, tooDeep } from "../read-data.ts";
import { refusedFile } from "../refused-file.ts";
import { UntranslatableText } from "../untranslatable-text.ts";
import { BpmnDraft, type Exit } from "./bpmn-draft.ts";
import {
  bodyOf,
  elementIn,
  elementsIn,
  idOf,
  isElement,
  nameOf,
  sourceElement,
  textIn,
  typeOf,
  type BpmnElement,
} from "./bpmn-element.ts";
import { placeUnread, unreadContent, type UnreadContent } from "./unread-content.ts";
import { isSubProcess, writeActivity, writeBoundary } from "./write-activity.ts";
import { writeCatch, writeEnd, writeStart, writeThrow } from "./write-event.ts";
import { writeGateway, writeRace } from "./write-gateway.ts";

export interface BpmnFile {
  readonly definitions: BpmnElement;
  readonly unread: readonly UnreadContent[];
}

/** A BPMN file as a tree, or where its XML is broken; `undefined` when it is something else. External entities are never followed. */
export async function readBpmn(xml: string): Promise<BpmnFile | Problem | undefined> {
  if (isTooDeep(xml)) return tooDeep();
  try {
    const { rootElement, warnings } = await new BpmnModdle().fromXML(xml);
    const read: unknown = rootElement;
    if (!isElement(read) || typeOf(read) !== "definitions") return undefined;
    return { definitions: read, unread: unreadContent(warnings) };
  } catch (error) {
    return brokenXml(error instanceof Error ? error.message : "", xml);
  }
}

/** The reader counts lines and columns from 0, and does not know in which line a file has ended. */
function brokenXml(message: string, xml: string): Problem | undefined {
  const [, line, column, said] = /line: (\d+)\s+column: (\d+)\s+nested error: (.*)/.exec(message) ?? [];
  if (line === undefined) return undefined;
  const lines = xml.trimEnd().split("\n");
  const atEnd = { line: lines.length, column: lines.at(-1)!.length + 1 };
  const at = said === "unexpected end of file" ? atEnd : { line: Number(line) + 1, column: Number(column) + 1 };
  const where = `line ${at.line}, column ${at.column}`;
  return refusedFile("flow/unreadable", `The file is no readable XML at ${where}: ${said}.`, "Mend it at that place.", at);
}

/** Found without recursion: a hostile file is nested deeper than the stack. */
function isTooDeep(xml: string): boolean {
  let depth = 0;
  for (const [, end, empty] of xml.matchAll(/<(\/?)[A-Za-z][^<>]*?(\/?)>/g)) {
    depth += end === "/" ? -1 : empty === "/" ? 0 : 1;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

/** Elements of all processes of a file. */
export const countElements = ({ definitions, unread }: BpmnFile): number =>
  new BpmnDraft(new FlowSketch(), processesOf(definitions)).elements.length + unread.length;

/**
 * The processes of a BPMN 2.0 file as one flow: what one participant tells another becomes an event. A process has variables
 * that everything shares; here each step has an output, so names are looked up in the steps before.
 */
export function importBpmn({ definitions, unread }: BpmnFile, fileName: string): ImportResult {
  const sketch = new FlowSketch();
  const processes = processesOf(definitions);
  const collaborations = elementsIn(definitions, "rootElements").filter((each) => typeOf(each) === "collaboration");
  const draft = new BpmnDraft(
    sketch,
    processes,
    collaborations.flatMap((each) => elementsIn(each, "messageFlows")),
  );
  mintIds(draft);
  for (const element of draft.elements) sketch.meet(sourceElement(element));
  const gone = new Set<BpmnElement>();
  for (const element of draft.elements) {
    if (gone.has(elementIn(element, "$parent")!)) {
      gone.add(element);
      draft.note(element, "unsupported", "It is inside of what could not be drawn.");
    } else if (!attempt(draft, element, () => writeElement(draft, element)) && isSubProcess(element)) gone.add(element);
  }
  for (const element of draft.elements) if (!gone.has(element)) attempt(draft, element, () => writeSecond(draft, element));
  for (const flow of draft.flows) connect(draft, flow);
  for (const process of processes) writeArtifacts(draft, process);
  placeUnread(sketch, unread);
  placeShapes(draft, definitions);
  const [first] = processes;
  const participant = elementsIn(collaborationOf(definitions), "participants")[0];
  const name = textIn(first, "name") ?? textIn(participant, "name") ?? fileName;
  const description = first && textIn(elementsIn(first, "documentation")[0], "text");
  return finishImport(sketch, { format: "bpmn", name, ...(description === undefined ? {} : { description }) });
}

const processesOf = (definitions: BpmnElement): readonly BpmnElement[] =>
  elementsIn(definitions, "rootElements").filter((each) => typeOf(each) === "process");

const collaborationOf = (definitions: BpmnElement): BpmnElement | undefined =>
  elementsIn(definitions, "rootElements").find((each) => typeOf(each) === "collaboration");

/** Ids are given first, so that expressions can name steps that are written later. */
function mintIds(draft: BpmnDraft): void {
  for (const element of draft.elements) if (MAY_GIVE.test(typeOf(element))) draft.nodeIds.set(idOf(element), draft.mint(element));
}

const MAY_GIVE = /Task$|^task$|^callActivity$|^intermediateCatchEvent$/;

/** Whether it could be drawn; a placeholder stands in the place of what could not. */
function attempt(draft: BpmnDraft, element: BpmnElement, write: () => void): boolean {
  try {
    write();
    return true;
  } catch (error) {
    if (!(error instanceof UntranslatableText)) throw error;
    const id = draft.nodeIds.get(idOf(element));
    if (id !== undefined && draft.sketch.nodes.some((node) => node.id === id)) draft.sketch.giveUp(id, error.message);
    else draft.placeholder(element, error.message);
    return false;
  }
}

function writeElement(draft: BpmnDraft, element: BpmnElement): void {
  const type = typeOf(element);
  if (element["triggeredByEvent"] === true)
    throw new UntranslatableText("An event sub-process has no counterpart: draw what it does at the lines where it can happen.");
  if (type.endsWith("Gateway")) return writeGateway(draft, element);
  if (type === "startEvent") return writeStart(draft, element);
  if (type === "endEvent") return writeEnd(draft, element);
  if (type === "intermediateThrowEvent") return writeThrow(draft, element);
  if (type === "intermediateCatchEvent") return writeCatch(draft, element);
  if (type === "boundaryEvent") return;
  if (type === "task" || type.endsWith("Task") || type === "callActivity" || isSubProcess(element))
    return writeActivity(draft, element);
  if (type.startsWith("data"))
    return draft.note(element, "translated", "It says where data is, which changes nothing in how the process runs.");
  draft.placeholder(element, `A ${type} has no counterpart.`);
}

/** What is only a line of other elements is written when those are. */
function writeSecond(draft: BpmnDraft, element: BpmnElement): void {
  if (typeOf(element) === "boundaryEvent") writeBoundary(draft, element);
  if (typeOf(element) === "eventBasedGateway") writeRace(draft, element);
}

function connect(draft: BpmnDraft, flow: BpmnElement): void {
  const source = elementIn(flow, "sourceRef");
  const target = elementIn(flow, "targetRef");
  if (!source || !target) return;
  const ends = targetsOf(draft, target, new Set());
  for (const { from, port, kind } of exitsOf(draft, flow, source))
    for (const to of ends) draft.sketch.connect(from, to, omitUndefined({ port, kind }));
  const way = draft.nodeIds.get(idOf(flow));
  const isConditional = bodyOf(flow, "conditionExpression") !== undefined && draft.ports.get(idOf(flow)) === undefined;
  if (isConditional && way === undefined)
    draft.note(source, "approximated", `The condition of its line to "${nameOf(target)}" is not drawn: put a branch there.`);
}

/** Nodes of an element without one lie behind it, and lines that lead there are drawn from what is before it. */
function exitsOf(draft: BpmnDraft, flow: BpmnElement, source: BpmnElement): readonly Exit[] {
  const own = draft.exits.get(idOf(flow)) ?? draft.exits.get(idOf(source));
  if (own) return own;
  const from = draft.nodeIds.get(idOf(source));
  if (from === undefined || !draft.sketch.nodes.some(({ id }) => id === from)) return [];
  const port = draft.sketch.nodes.find(({ id }) => id === from)?.kind === "branch" ? draft.ports.get(idOf(flow)) : undefined;
  return [{ from, ...(port === undefined ? {} : { port }) }];
}

function targetsOf(draft: BpmnDraft, target: BpmnElement, seen: Set<BpmnElement>): readonly string[] {
  const id = draft.nodeIds.get(idOf(target));
  if (id !== undefined && draft.sketch.nodes.some((node) => node.id === id)) return [id];
  if (seen.has(target) || draft.absorbed.has(idOf(target))) return [];
  seen.add(target);
  return draft.outOf(target).flatMap((flow) => {
    const next = elementIn(flow, "targetRef");
    return next ? targetsOf(draft, next, seen) : [];
  });
}

/** Notes on the drawing are kept as comments. */
function writeArtifacts(draft: BpmnDraft, container: BpmnElement): void {
  for (const artifact of elementsIn(container, "artifacts")) {
    const text = typeOf(artifact) === "textAnnotation" ? textIn(artifact, "text") : undefined;
    if (text === undefined) continue;
    draft.note(artifact, "translated", "It is a comment on the canvas.");
    draft.sketch.comments.push({
      on: { at: { x: 0, y: 0 } },
      text: shortText(text, 4_000),
      author: "Import",
      at: "1970-01-01T00:00:00Z",
    });
  }
  for (const inner of elementsIn(container, "flowElements")) writeArtifacts(draft, inner);
}

/** Boxes stand where they stood, as far as each has a place. */
function placeShapes(draft: BpmnDraft, definitions: BpmnElement): void {
  const shapes = elementsIn(definitions, "diagrams").flatMap((diagram) =>
    elementsIn(elementIn(diagram, "plane"), "planeElement"),
  );
  for (const shape of shapes) {
    const element = elementIn(shape, "bpmnElement");
    const bounds = elementIn(shape, "bounds");
    const id = element && draft.nodeIds.get(idOf(element));
    if (id !== undefined && bounds) draft.sketch.places.set(id, { x: Number(bounds["x"]) || 0, y: Number(bounds["y"]) || 0 });
  }
}
