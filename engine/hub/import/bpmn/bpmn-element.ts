import type { JsonValue } from "../../../core/json.ts";
import type { SourceElement } from "../source-element.ts";

/** An element as the reader of BPMN gives it: attributes and children by name, references as the elements they lead to. */
export interface BpmnElement {
  readonly $type: string;
  readonly id?: string;
  readonly name?: string;
  /** Attributes of other namespaces, such as `camunda:topic`. */
  readonly $attrs?: Readonly<Record<string, string>>;
  readonly [member: string]: unknown;
}

export const isElement = (value: unknown): value is BpmnElement =>
  typeof value === "object" && value !== null && "$type" in value && typeof value.$type === "string";

export const elementsIn = (of: BpmnElement | undefined, member: string): readonly BpmnElement[] => {
  const value = of?.[member];
  return Array.isArray(value) ? value.filter(isElement) : [];
};

export const elementIn = (of: BpmnElement | undefined, member: string): BpmnElement | undefined => {
  const value = of?.[member];
  return isElement(value) ? value : undefined;
};

export const textIn = (of: BpmnElement | undefined, member: string): string | undefined => {
  const value = of?.[member] ?? of?.$attrs?.[member];
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
};

/** The text of an expression child: `<timeDuration>PT1H</timeDuration>`. */
export const bodyOf = (of: BpmnElement | undefined, member: string): string | undefined => textIn(elementIn(of, member), "body");

/** `userTask` of `bpmn:UserTask`. */
export const typeOf = ({ $type }: BpmnElement): string => {
  const local = $type.slice($type.indexOf(":") + 1);
  return `${local.charAt(0).toLowerCase()}${local.slice(1)}`;
};

export const idOf = (element: BpmnElement): string => element.id ?? "";
export const nameOf = (element: BpmnElement): string => textIn(element, "name") ?? idOf(element);

/** An extension of an engine, such as `zeebe:taskDefinition`, by the part of its name behind the colon. */
export const extensionsOf = (of: BpmnElement, name: string): readonly BpmnElement[] =>
  elementsIn(elementIn(of, "extensionElements"), "values").filter((each) => typeOf(each) === name);

/** Children of an extension, whose namespace the reader does not know. */
export const childrenOf = (of: BpmnElement | undefined): readonly BpmnElement[] => {
  const value = of?.["$children"];
  return Array.isArray(value) ? value.filter(isElement) : [];
};

/** An attribute of an engine's namespace, whichever engine: `camunda:topic`, `zeebe:topic`. */
export function attributeOf(of: BpmnElement, name: string): string | undefined {
  const found = Object.entries(of.$attrs ?? {}).find(([key]) => key.slice(key.indexOf(":") + 1) === name);
  return found?.[1] === "" ? undefined : found?.[1];
}

/** Kinds of what an event is about: `timerEventDefinition`. */
export const eventOf = (event: BpmnElement): BpmnElement | undefined => elementsIn(event, "eventDefinitions")[0];

export function sourceElement(element: BpmnElement): SourceElement {
  const event = eventOf(element);
  const about = event === undefined ? "" : ` (${typeOf(event).replace(/EventDefinition$/, "")})`;
  return { id: idOf(element), name: nameOf(element), type: `${typeOf(element)}${about}`, original: plain(element, 0) };
}

const MAX_DEPTH = 8;
const LINKS: ReadonlySet<string> = new Set(["incoming", "outgoing", "lanes", "flowNodeRef", "di"]);

/** What is written in an element, without the elements it refers to. */
function plain(value: unknown, depth: number): JsonValue {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH) return null;
  if (Array.isArray(value)) return value.map((each) => plain(each, depth + 1));
  const members = Object.entries(value).filter(([key]) => !LINKS.has(key) && key !== "$parent");
  const type = isElement(value) ? { type: value.$type } : {};
  const entries = members.map(([key, member]): [string, JsonValue] => [
    key,
    key.endsWith("Ref") && isElement(member) ? idOf(member) : plain(member, depth + 1),
  ]);
  return { ...type, ...Object.fromEntries(entries) };
}
