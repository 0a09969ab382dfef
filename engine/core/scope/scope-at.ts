import type { Samples } from "../edit/flow-draft.ts";
import type { TypeProblem } from "../expression/infer/type-problem.ts";
import { mayBeNothing } from "../expression/infer/type.ts";
import { toJsonSchema } from "../expression/infer/type-schema.ts";
import type { FlowDocument } from "../flow/flow-document.ts";
import { isJsonObject, type JsonObject } from "../json.ts";
import type { NodeDefinitions } from "../node-definition.ts";
import type { Schemas } from "../schema/check-schema.ts";
import { exampleValue } from "../schema/example-value.ts";
import { givenSample, ScopeSamples, type SampleOrigin, type SampleValue } from "./scope-samples.ts";
import { ScopeShapes } from "./scope-shapes.ts";
import { ScopeView } from "./scope-view.ts";

/** What the expressions of a node see: its type, and values to try them on. */
export interface ExpressionData {
  /** JSON Schema of an object with a property for each name: `input`, `steps`, `vars`... What may be missing is not required. */
  readonly schema: JsonObject;
  /** Where `#/schemas/<name>` leads. */
  readonly schemas: Schemas;
  /** A value for each name, as far as there is one. */
  readonly sample: JsonObject;
  /** Where the value under `steps.<id>` comes from, by step; that of the `input` under "input". */
  readonly origins: Readonly<Record<string, SampleOrigin>>;
}

/** What a step gives: its type, and a value that it could give. */
export interface OutputData {
  readonly schema: JsonObject;
  readonly schemas: Schemas;
  readonly sample?: SampleValue;
}

export interface ScopeSource {
  readonly document: FlowDocument;
  readonly samples: Samples;
  /** Outputs that a try or a run gave, by node; a trigger's is the input. */
  readonly results?: Samples;
}

/** What is in scope at a node. For several nodes of one draft, make one {@link ScopeModel}. */
export const scopeAt = (source: ScopeSource, nodeId: string, definitions: NodeDefinitions): ExpressionData =>
  new ScopeModel(source, definitions).at(nodeId);

/** The scopes of one state of a draft. What is asked for is worked out once. */
export class ScopeModel {
  readonly #view: ScopeView;
  readonly #shapes: ScopeShapes;
  readonly #samples: ScopeSamples;

  constructor({ document, samples, results = {} }: ScopeSource, definitions: NodeDefinitions) {
    const given = (nodeId: string) => givenSample(samples, results, nodeId);
    this.#view = new ScopeView(document, definitions);
    this.#shapes = new ScopeShapes(this.#view, (nodeId) => given(nodeId)?.value);
    this.#samples = new ScopeSamples(this.#view, this.#shapes, given);
  }

  at(nodeId: string): ExpressionData {
    const sees = this.#view.definitionOf(nodeId)?.sees;
    if (sees !== undefined) return this.#apart(sees);
    const known = [...this.#view.at(nodeId).steps.keys()].flatMap((id) => {
      const origin = this.#samples.output(id)?.origin;
      return origin === undefined ? [] : [[id, origin] as const];
    });
    return {
      schema: this.#shapes.scope(nodeId),
      schemas: this.#shapes.schemas,
      sample: this.#samples.scope(nodeId),
      origins: Object.fromEntries([...known, ["input", this.#samples.input().origin]]),
    };
  }

  /** Limits and other expressions of the flow itself see its input and nothing else. */
  ofFlow(): ExpressionData {
    const schema = { type: "object", required: ["input"], properties: { input: this.#shapes.input() } };
    const { value, origin } = this.#samples.input();
    return { schema, schemas: this.#shapes.schemas, sample: { input: value }, origins: { input: origin } };
  }

  /** The schema of what an expression of a node gives; one that says nothing where that cannot be told. */
  resultOf(nodeId: string, source: string): { readonly schema: JsonObject; readonly mayBeNothing: boolean } {
    const type = this.#shapes.infer(nodeId, source)?.type;
    return type === undefined
      ? { schema: {}, mayBeNothing: true }
      : { schema: toJsonSchema(type), mayBeNothing: mayBeNothing(type) };
  }

  /** What its type says against an expression of a node: fields that are not there, operands that do not fit. */
  typeProblems(nodeId: string, source: string): readonly TypeProblem[] {
    if (this.#view.definitionOf(nodeId)?.sees !== undefined) return [];
    return (this.#shapes.infer(nodeId, source)?.problems ?? []).filter(isSure);
  }

  /** Steps that have completed before a node, or may have; an undo sees the step it undoes. */
  stepsBefore(nodeId: string): Pick<ReadonlySet<string>, "has"> {
    return this.#view.at(nodeId).steps;
  }

  outputOf(nodeId: string): OutputData {
    const sample = this.#samples.output(nodeId);
    return { schema: this.#shapes.output(nodeId), schemas: this.#shapes.schemas, ...(sample === undefined ? {} : { sample }) };
  }

  #apart(schema: JsonObject): ExpressionData {
    const sample = exampleValue(schema, this.#shapes.schemas);
    return { schema, schemas: this.#shapes.schemas, sample: isJsonObject(sample) ? sample : {}, origins: {} };
  }
}

/** A field that a schema leaves open to be there is only missed where another name is a slip away. */
const isSure = ({ code, severity, message }: TypeProblem): boolean =>
  code === "wrong-type" || (code === "unknown-path" && (severity === "error" || message.includes("Did you mean")));
