import { edgeKind, type FlowDocument, type FlowEdge, type FlowNode } from "../flow/flow-document.ts";
import type { FlowLayout } from "../flow/layout.ts";
import type { NodeDefinitions } from "../node-definition.ts";
import { placeBoxes, type Box } from "./columns.ts";
import { xml } from "./svg.ts";

/**
 * A flow as BPMN 2.0 with its diagram. Nodes become the nearest elements: people become user tasks, calls service tasks,
 * mappings script tasks, containers sub-processes (a for-each with a multi-instance marker, a loop with a loop marker),
 * an error edge a boundary event, and an undo a compensation handler. The config of each node goes along as documentation,
 * so that nothing is lost to a reader.
 */
export function bpmnOf(document: FlowDocument, layout: FlowLayout | undefined, definitions: NodeDefinitions): string {
  const boxes = placeBoxes(document, layout);
  const writer = new BpmnWriter(document, definitions);
  return `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="definitions_${document.id}" targetNamespace="urn:omnilink:${document.id}">
  <bpmn:process id="${document.id}" name="${xml(document.name)}" isExecutable="false">
${writer.body(undefined, "    ")}  </bpmn:process>
  <bpmndi:BPMNDiagram id="diagram_${document.id}">
    <bpmndi:BPMNPlane id="plane_${document.id}" bpmnElement="${document.id}">
${diagram(document, boxes)}    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
`;
}

const id = (nodeId: string): string => `n_${nodeId}`;
const flowId = ({ from, port = "", to, kind = "flow" }: FlowEdge): string => `f_${from}_${port}_${kind}_${to}`;

class BpmnWriter {
  readonly #document: FlowDocument;
  readonly #definitions: NodeDefinitions;
  constructor(document: FlowDocument, definitions: NodeDefinitions) {
    this.#document = document;
    this.#definitions = definitions;
  }

  body(parent: string | undefined, indent: string): string {
    const members = this.#document.nodes.filter((node) => node.parent === parent);
    const ids = new Set(members.map((node) => node.id));
    const edges = this.#document.edges.filter(({ from }) => ids.has(from));
    const lines = [
      ...members.flatMap((node) => this.#element(node, indent)),
      ...edges.filter((edge) => edgeKind(edge) !== "compensation").map((edge) => sequenceFlow(edge, indent)),
      ...edges.filter((edge) => edgeKind(edge) === "compensation").map((edge) => association(edge, indent)),
    ];
    return lines.map((line) => `${line}\n`).join("");
  }

  #element(node: FlowNode, indent: string): readonly string[] {
    const isUndo = this.#document.edges.some((edge) => edge.to === node.id && edgeKind(edge) === "compensation");
    const { tag, inner } = elementOf(node, this.#definitions.get(node.kind)?.behavior);
    const compensates = isUndo ? ' isForCompensation="true"' : "";
    const config = Object.keys(node.config ?? {}).length === 0 ? "" : JSON.stringify(node.config);
    const text = [node.description, config === "" ? undefined : `${node.kind} ${config}`]
      .filter((part) => part !== undefined)
      .join("\n");
    return [
      `${indent}<bpmn:${tag} id="${id(node.id)}" name="${xml(node.name ?? node.id)}"${compensates}>`,
      ...(text === "" ? [] : [`${indent}  <bpmn:documentation>${xml(text)}</bpmn:documentation>`]),
      ...(inner === undefined ? [] : [`${indent}  ${inner}`]),
      ...(tag === "subProcess" ? [this.body(node.id, `${indent}  `).trimEnd()].filter((body) => body !== "") : []),
      `${indent}</bpmn:${tag}>`,
      ...this.#boundary(node, indent),
    ];
  }

  /** Where a failure and an undo leave a node. */
  #boundary(node: FlowNode, indent: string): readonly string[] {
    const leaves = this.#document.edges.filter(({ from }) => from === node.id);
    const event = (kind: "error" | "compensation", definition: string): string =>
      `${indent}<bpmn:boundaryEvent id="${id(node.id)}_${kind}" attachedToRef="${id(node.id)}"><bpmn:${definition}/></bpmn:boundaryEvent>`;
    return [
      ...(leaves.some((edge) => edgeKind(edge) === "error") ? [event("error", "errorEventDefinition")] : []),
      ...(leaves.some((edge) => edgeKind(edge) === "compensation") ? [event("compensation", "compensateEventDefinition")] : []),
    ];
  }
}

interface Element {
  readonly tag: string;
  readonly inner?: string;
}

const BY_KIND: Readonly<Record<string, Element>> = {
  map: { tag: "scriptTask" },
  assign: { tag: "scriptTask" },
  validate: { tag: "businessRuleTask" },
  branch: { tag: "exclusiveGateway" },
  approval: { tag: "userTask" },
  form: { tag: "userTask" },
  http: { tag: "serviceTask" },
  emit: { tag: "intermediateThrowEvent", inner: "<bpmn:signalEventDefinition/>" },
  notify: { tag: "sendTask" },
  respond: { tag: "sendTask" },
  subFlow: { tag: "callActivity" },
  compensate: { tag: "intermediateThrowEvent", inner: "<bpmn:compensateEventDefinition/>" },
  block: { tag: "subProcess" },
  loop: { tag: "subProcess", inner: "<bpmn:standardLoopCharacteristics/>" },
  "trigger.webhook": { tag: "startEvent", inner: "<bpmn:messageEventDefinition/>" },
  "trigger.schedule": { tag: "startEvent", inner: "<bpmn:timerEventDefinition/>" },
  "trigger.event": { tag: "startEvent", inner: "<bpmn:signalEventDefinition/>" },
};

function elementOf({ kind, config: settings = {} }: FlowNode, behavior: string | undefined): Element {
  if (behavior === "join")
    return { tag: settings["mode"] === "any" || settings["mode"] === "count" ? "complexGateway" : "parallelGateway" };
  if (kind === "stop")
    return settings["outcome"] === "failed"
      ? { tag: "endEvent", inner: "<bpmn:errorEventDefinition/>" }
      : { tag: "endEvent", inner: "<bpmn:terminateEventDefinition/>" };
  if (kind === "wait")
    return {
      tag: "intermediateCatchEvent",
      inner: settings["signal"] === undefined ? "<bpmn:timerEventDefinition/>" : "<bpmn:messageEventDefinition/>",
    };
  if (kind === "forEach")
    return {
      tag: "subProcess",
      inner: `<bpmn:multiInstanceLoopCharacteristics isSequential="${settings["concurrency"] === 1}"/>`,
    };
  return BY_KIND[kind] ?? { tag: behavior === "trigger" ? "startEvent" : "task" };
}

function sequenceFlow(edge: FlowEdge, indent: string): string {
  const source = edgeKind(edge) === "error" ? `${id(edge.from)}_error` : id(edge.from);
  const name = edge.port === undefined ? "" : ` name="${xml(edge.port)}"`;
  return `${indent}<bpmn:sequenceFlow id="${flowId(edge)}"${name} sourceRef="${source}" targetRef="${id(edge.to)}"/>`;
}

const association = (edge: FlowEdge, indent: string): string =>
  `${indent}<bpmn:association id="${flowId(edge)}" associationDirection="One" sourceRef="${id(edge.from)}_compensation" targetRef="${id(edge.to)}"/>`;

function diagram({ nodes, edges }: FlowDocument, boxes: ReadonlyMap<string, Box>): string {
  const shapes = nodes.map(({ id: nodeId }) => shape(id(nodeId), boxes.get(nodeId)!));
  const events = edges.flatMap((edge) => {
    const kind = edgeKind(edge);
    if (kind === "flow") return [];
    const { x, y, width, height } = boxes.get(edge.from)!;
    const offset = kind === "error" ? 28 : 64;
    return [[`${id(edge.from)}_${kind}`, { x: x + width - offset, y: y + height - 18, width: 36, height: 36 }] as const];
  });
  const lines = edges.map((edge) => connection(edge, boxes));
  const unique = [...new Map(events)].map(([name, box]) => shape(name, box));
  return [...shapes, ...unique, ...lines].map((line) => `      ${line}\n`).join("");
}

const shape = (name: string, { x, y, width, height }: Box): string =>
  `<bpmndi:BPMNShape id="${name}_shape" bpmnElement="${name}"><dc:Bounds x="${x}" y="${y}" width="${width}" height="${height}"/></bpmndi:BPMNShape>`;

function connection(edge: FlowEdge, boxes: ReadonlyMap<string, Box>): string {
  const [from, to] = [boxes.get(edge.from)!, boxes.get(edge.to)!];
  const start = `<di:waypoint x="${from.x + from.width}" y="${from.y + from.height / 2}"/>`;
  return `<bpmndi:BPMNEdge id="${flowId(edge)}_edge" bpmnElement="${flowId(edge)}">${start}<di:waypoint x="${to.x}" y="${to.y + to.height / 2}"/></bpmndi:BPMNEdge>`;
}
