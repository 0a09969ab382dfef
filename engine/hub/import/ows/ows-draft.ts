import type { JsonObject, JsonValue } from "../../../core/json.ts";
import type { RetryPolicy } from "../../../core/flow/flow-document.ts";
import type { FlowSketch, NodeExtras } from "../flow-sketch.ts";
import type { ImportOutcome } from "../../../core/import/import-result.ts";
import { omitUndefined } from "../../../core/omit-undefined.ts";
import type { OwsScope } from "./ows-expression.ts";
import { elementOf, inside, type OwsTask } from "./ows-source.ts";

export interface End {
  readonly from: string;
  readonly port?: string;
  readonly kind?: "error";
}

/** How far a way has been drawn: the nodes it goes on from, and JSONata of the data that it carries. */
export interface Cursor {
  readonly ends: readonly End[];
  readonly data: string;
}

/** Where tasks are: the container around them, and what they can see of the tasks around. */
export interface OwsPlace {
  readonly parent?: string;
  readonly names: ReadonlyMap<string, string>;
  /** Takes what tasks inside of a `try` raise; nothing where the workflow fails. */
  raised?(cursor: Cursor): void;
  /** The retry that a `catch` around says, for the calls inside. */
  readonly retry?: RetryPolicy;
}

/** A workflow while it is being drawn. */
export class OwsDraft {
  readonly sketch: FlowSketch;
  readonly source: JsonObject;

  constructor(sketch: FlowSketch, source: JsonObject) {
    this.sketch = sketch;
    this.source = source;
  }

  use(section: string, name: string): JsonValue | undefined {
    return inside(inside(this.source["use"], section), name);
  }

  note(task: OwsTask, outcome: ImportOutcome, note: string): void {
    this.sketch.note(elementOf(task), outcome, note);
  }

  add(task: OwsTask, place: OwsPlace, node: { id: string; kind: string; config: JsonObject }, extras: NodeExtras = {}): string {
    const parent = place.parent === undefined ? {} : { parent: place.parent };
    return this.sketch.add(elementOf(task), node.id, node.kind, node.config, { ...parent, ...extras });
  }

  link({ ends }: Cursor, to: string): void {
    for (const { from, port, kind } of ends) this.sketch.connect(from, to, omitUndefined({ port, kind }));
  }

  /** A map node behind a way, unless what it makes is there by a path already. */
  shaped(task: OwsTask, place: OwsPlace, cursor: Cursor, { code, suffix }: { code: string; suffix: string }): Cursor {
    if (/^(?:input|steps|vars)(?:\.[\w`]+)*$/.test(code)) return { ...cursor, data: code };
    const id = this.add(
      task,
      place,
      { id: this.sketch.mint(`${task.name}${suffix}`), kind: "map", config: { expression: code } },
      { name: `${suffix} of ${task.name}` },
    );
    this.link(cursor, id);
    return { ends: [{ from: id }], data: `steps.${id}` };
  }

  /** Ways of which one was taken, as one; the latest first. */
  merged(task: OwsTask, place: OwsPlace, ways: readonly Cursor[], suffix: string): Cursor {
    const ends = ways.flatMap((way) => way.ends);
    const codes = [...new Set(ways.map(({ data }) => data))];
    const [only = "null"] = codes;
    if (codes.length <= 1) return { ends, data: only };
    return this.shaped(task, place, { ends, data: only }, { code: firstThere(codes), suffix });
  }
}

export const firstThere = (codes: readonly string[]): string =>
  codes.reduceRight((rest, code) => `($exists(${code}) ? ${code} : ${rest})`);

export const scopeOf = (task: OwsTask, place: OwsPlace, data: string, more: Partial<OwsScope> = {}): OwsScope => ({
  data,
  taskName: task.name,
  names: place.names,
  ...more,
});
