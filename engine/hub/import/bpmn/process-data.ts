import { scriptToJsonata } from "../script/script-parser.ts";
import type { ScriptNames } from "../script/script-value.ts";
import { UntranslatableText } from "../untranslatable-text.ts";
import { attributeOf, childrenOf, elementIn, extensionsOf, idOf, textIn, typeOf, type BpmnElement } from "./bpmn-element.ts";

/** How the elements of a file hang together. */
export interface ProcessGraph {
  has(element: BpmnElement): boolean;
  /** Sequence flows that lead to an element, and away from it. */
  into(element: BpmnElement): readonly BpmnElement[];
  outOf(element: BpmnElement): readonly BpmnElement[];
}

/**
 * What a variable of a process is here. A process has one set of variables that everything writes to; here each step has an
 * output of its own. So a name is looked up in the steps before it that can have given it, the nearest first, and in the
 * input.
 */
export class ProcessData {
  readonly #graph: ProcessGraph;
  readonly #nodeIds: ReadonlyMap<string, string>;

  constructor(graph: ProcessGraph, nodeIds: ReadonlyMap<string, string>) {
    this.#graph = graph;
    this.#nodeIds = nodeIds;
  }

  /** JSONata of `${...}` (JUEL), `=...` (FEEL) or a bare condition. Throws {@link UntranslatableText}. */
  expression(text: string, at: BpmnElement): string {
    const names: ScriptNames = { name: (name) => ({ code: this.#variable(name, at) }), isStrict: true };
    return scriptToJsonata(sourceOf(text), names).code;
  }

  /** A value of a config: text as it is, an expression with a leading `=`. */
  template(text: string, at: BpmnElement): string {
    return isExpression(text) ? `=${this.expression(text, at)}` : text;
  }

  #variable(name: string, at: BpmnElement): string {
    if (itemNames(at).has(name)) return "item";
    const before = this.#before(at);
    const writers = before.filter((element) => writtenBy(element).includes(name));
    const givers = (writers.length > 0 ? writers : before.filter(canGive)).slice(0, MOST_GIVERS);
    const ways = givers.map((element) => this.#read(element, name));
    return ways.reduceRight((rest, way) => `($exists(${way}) ? ${way} : ${rest})`, `input.${quoted(name)}`);
  }

  #read(element: BpmnElement, name: string): string {
    const step = `steps.${this.#nodeIds.get(idOf(element))}`;
    return attributeOf(element, "resultVariable") === name || scriptResult(element) === name ? step : `${step}.${quoted(name)}`;
  }

  /** Elements from which a way leads here, the nearest first. */
  #before(at: BpmnElement): readonly BpmnElement[] {
    const found = new Set<BpmnElement>();
    let edge: readonly BpmnElement[] = [at];
    while (edge.length > 0) {
      edge = edge.flatMap((element) => this.#directlyBefore(element)).filter((element) => !found.has(element));
      for (const element of edge) found.add(element);
    }
    found.delete(at);
    return [...found].filter((element) => this.#nodeIds.has(idOf(element)));
  }

  #directlyBefore(element: BpmnElement): readonly BpmnElement[] {
    const attached = elementIn(element, "attachedToRef");
    const container = attached === undefined ? elementIn(element, "$parent") : undefined;
    const isInside = container !== undefined && this.#graph.has(container);
    const sources = this.#graph.into(element).map((flow) => elementIn(flow, "sourceRef"));
    return [...sources, attached, isInside ? container : undefined].filter((each) => each !== undefined);
  }
}

const MOST_GIVERS = 3;

const JUEL = /^\s*[$#]\{([\s\S]*)\}\s*$/;
const FEEL = /^\s*=([\s\S]*)$/;

const isExpression = (text: string): boolean => JUEL.test(text) || FEEL.test(text);

function sourceOf(text: string): string {
  const source = JUEL.exec(text)?.[1] ?? FEEL.exec(text)?.[1] ?? text;
  if (/[$#]\{/.test(source)) throw new UntranslatableText(`"${text}" mixes text and expressions: write it as JSONata.`);
  return source;
}

const quoted = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : `\`${name.replaceAll("`", "")}\``);

/** Names of the variables that an element is known to write. */
function writtenBy(element: BpmnElement): readonly string[] {
  const result = attributeOf(element, "resultVariable") ?? scriptResult(element);
  const outputs = extensionsOf(element, "ioMapping").flatMap((mapping) =>
    childrenOf(mapping).filter((each) => typeOf(each) === "output"),
  );
  const names = outputs.map((output) => textIn(output, "target"));
  return [result, ...names, ...formFields(element).map(({ id }) => id)].filter((name) => name !== undefined);
}

const scriptResult = (element: BpmnElement): string | undefined =>
  extensionsOf(element, "script").flatMap((script) => textIn(script, "resultVariable") ?? [])[0];

const GIVERS: ReadonlySet<string> = new Set([
  "serviceTask",
  "userTask",
  "receiveTask",
  "callActivity",
  "intermediateCatchEvent",
  "businessRuleTask",
]);
const canGive = (element: BpmnElement): boolean => GIVERS.has(typeOf(element));

/** Whether an element is done for each of several items. */
export const isPerItem = (at: BpmnElement): boolean => itemNames(at).size > 0;

/** What an item is called in the bodies around an element. */
function itemNames(at: BpmnElement): ReadonlySet<string> {
  const names = new Set<string>();
  for (let each: BpmnElement | undefined = at; each; each = elementIn(each, "$parent")) {
    const repeated = elementIn(each, "loopCharacteristics");
    if (repeated === undefined) continue;
    const zeebe = extensionsOf(repeated, "loopCharacteristics").map((inner) => textIn(inner, "inputElement"));
    const listed = [attributeOf(repeated, "elementVariable"), textIn(elementIn(repeated, "inputDataItem"), "name"), ...zeebe];
    for (const name of listed) if (name !== undefined) names.add(name);
  }
  return names;
}

export interface FormField {
  readonly id: string;
  readonly label: string | undefined;
  readonly type: string | undefined;
  readonly choices: readonly string[];
}

/** Fields of a form that is written into the task itself. */
export function formFields(task: BpmnElement): readonly FormField[] {
  const fields = extensionsOf(task, "formData").flatMap((data) => childrenOf(data));
  return fields.flatMap((field) => {
    const id = textIn(field, "id");
    if (id === undefined || typeOf(field) !== "formField") return [];
    const choices = childrenOf(field).flatMap((value) => (typeOf(value) === "value" ? (textIn(value, "id") ?? []) : []));
    return [{ id, label: textIn(field, "label"), type: textIn(field, "type"), choices }];
  });
}
