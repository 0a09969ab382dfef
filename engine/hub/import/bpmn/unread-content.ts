import type { FlowSketch } from "../flow-sketch.ts";
import type { SourceElement } from "../source-element.ts";
import { idOf, isElement, nameOf } from "./bpmn-element.ts";

/** What the reader of BPMN passes over with a warning instead of giving it: nothing of it may be lost without a word. */
export interface UnreadContent {
  readonly element: SourceElement;
  readonly why: string;
}

export function unreadContent(warnings: readonly unknown[]): readonly UnreadContent[] {
  return warnings.flatMap((warning, index) => unknownKind(warning, index) ?? lineToNowhere(warning) ?? []);
}

/** A placeholder for each, so that the flow does not go live without somebody having looked. */
export function placeUnread(sketch: FlowSketch, unread: readonly UnreadContent[]): void {
  for (const { element, why } of unread) sketch.placeholder(element, sketch.mint(element.id), why);
}

/** How things are drawn and placed changes nothing in how they run; only what BPMN itself should define counts. */
function unknownKind(warning: unknown, index: number): UnreadContent | undefined {
  const said = messageOf(warning);
  const [, tag, line] = /^unparsable content <([^>]+)> detected\s+line: (\d+)/.exec(said) ?? [];
  if (tag === undefined || !/unknown type <bpmn:/.test(said)) return undefined;
  const type = tag.replace(/^.*:/, "");
  return {
    element: { id: `unread${index + 1}`, name: type, type, original: { tag, line: Number(line) + 1 } },
    why: `BPMN has no <${tag}> (line ${Number(line) + 1}), so it and what is inside of it was not read: draw what it does.`,
  };
}

function lineToNowhere(warning: unknown): UnreadContent | undefined {
  if (typeof warning !== "object" || warning === null || !("element" in warning) || !isElement(warning.element)) return undefined;
  const [, missing] = /^unresolved reference <(.+)>$/.exec(messageOf(warning)) ?? [];
  if (missing === undefined || !("property" in warning) || !/^bpmn:(source|target)Ref$/.test(String(warning.property)))
    return undefined;
  const id = idOf(warning.element);
  return {
    element: { id, name: nameOf(warning.element), type: "sequenceFlow", original: { missing } },
    why: `The line "${id}" names "${missing}", which the file does not have: connect it to what was meant.`,
  };
}

const messageOf = (warning: unknown): string =>
  typeof warning === "object" && warning !== null && "message" in warning ? String(warning.message) : "";
