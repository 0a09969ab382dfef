import type { FlowDocument, FlowEdge, FlowNode } from "#engine/core/flow/flow-document.ts";
import type { Sketch } from "./sketch.ts";

/** A port that leads on from what has been drawn so far. */
interface Exit {
  readonly from: string;
  readonly port?: string;
  readonly kind?: "error";
}

/** Retried for as long as any test's faults last: a call fails for good only when the sink refuses it. */
const RETRY = { maxAttempts: 100, initial: "PT0.05S", factor: 1.5, max: "PT0.4S", jitter: true } as const;
const CALL_TIMEOUT = "PT1S";

/** The flow document of a sketch. Every call says in its body what the sink shall do with it, as the run's input wants it. */
export function drawFlow(flowId: string, sketch: Sketch): FlowDocument {
  const drawing = new Drawing();
  drawing.add({ id: "start", kind: "trigger.manual" });
  drawing.draw(sketch, [{ from: "start" }]);
  return { omnilink: 1, id: flowId, name: flowId, nodes: drawing.nodes, edges: drawing.edges };
}

class Drawing {
  readonly nodes: FlowNode[] = [];
  readonly edges: FlowEdge[] = [];

  add(node: FlowNode, exits: readonly Exit[] = []): readonly Exit[] {
    this.nodes.push(node);
    for (const exit of exits) this.edges.push({ ...exit, to: node.id });
    return [{ from: node.id }];
  }

  /** Draws after `exits`, and gives the exits of what was drawn. */
  draw(sketch: Sketch, exits: readonly Exit[]): readonly Exit[] {
    switch (sketch.type) {
      case "sequence":
        return sketch.parts.reduce((open, part) => this.draw(part, open), exits);
      case "call":
        return this.#drawCall(sketch, exits);
      case "compute":
        return this.add(map(sketch.id, `{ "at": $millis(), "dice": $random(), "id": input.id, "vars": vars }`), exits);
      case "remember":
        return this.add(
          { id: sketch.id, kind: "assign", config: { values: { [sketch.id]: `"seen " & $string($millis())` } } },
          exits,
        );
      case "pause":
        return this.add({ id: sketch.id, kind: "wait", config: { duration: `=input.pause` } }, exits);
      case "signal":
        return this.add({ id: sketch.id, kind: "wait", config: { signal: sketch.id } }, exits);
      case "approval":
        return this.#drawApproval(sketch, exits);
      case "choice":
        return this.#drawChoice(sketch, exits);
      case "fork":
        return this.#drawFork(sketch, exits);
    }
  }

  #drawCall({ id, effect, undo, rescue }: Extract<Sketch, { type: "call" }>, exits: readonly Exit[]): readonly Exit[] {
    const values = `"value": [steps.*.at], "dice": $random()`;
    const open = this.add(call(id, effect === "keyed" ? "POST" : "PUT", values), exits);
    if (undo) {
      this.add(call(`${id}Undo`, "POST", `"undoes": step.output.receipt`));
      this.edges.push({ from: id, to: `${id}Undo`, kind: "compensation" });
    }
    return rescue ? [...open, ...this.draw(rescue, [{ from: id, kind: "error" }])] : open;
  }

  #drawApproval({ id, rejected }: Extract<Sketch, { type: "approval" }>, exits: readonly Exit[]): readonly Exit[] {
    const config = { title: `="Decide " & input.id`, details: "=input.decide", approvers: { roles: ["executive"] } };
    this.add({ id, kind: "approval", config }, exits);
    return [{ from: id, port: "approved" }, ...this.draw(rejected, [{ from: id, port: "rejected" }])];
  }

  #drawChoice({ id, left, right }: Extract<Sketch, { type: "choice" }>, exits: readonly Exit[]): readonly Exit[] {
    const config = { cases: [{ port: "left", when: `input.choose = "left"` }], otherwise: "right" };
    this.add({ id, kind: "branch", config }, exits);
    return [...this.draw(left, [{ from: id, port: "left" }]), ...this.draw(right, [{ from: id, port: "right" }])];
  }

  #drawFork({ id, branches }: Extract<Sketch, { type: "fork" }>, exits: readonly Exit[]): readonly Exit[] {
    const open = this.add(map(`${id}Fork`, "input.id"), exits);
    const ends = branches.flatMap((branch) => this.draw(branch, open));
    return this.add({ id, kind: "join", config: { mode: "all" } }, ends);
  }
}

const map = (id: string, expression: string): FlowNode => ({ id, kind: "map", config: { expression } });

/** `faults` is what the sink does to the first calls under this key, in order; afterwards it accepts or refuses. */
function call(id: string, method: "POST" | "PUT", values: string): FlowNode {
  const body = `={ "call": "${id}", "faults": input.faults.${id}, "refuse": input.refuse.${id} = true, "answer": input.answers.${id}, ${values} }`;
  return { id, kind: "http", config: { connection: "sink", method, url: `/${id}`, body }, retry: RETRY, timeout: CALL_TIMEOUT };
}
