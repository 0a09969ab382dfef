import { inferSchema } from "#engine/core/mapping/schema/infer-schema.ts";
import { openSchemaTree, type SchemaField, type SchemaTree } from "#engine/core/mapping/schema/schema-tree.ts";
import { sampleAt } from "#components/shared/expression/scope-fields.ts";
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from "#engine/core/json.ts";
import { namesOf } from "./tree-rows.ts";

/**
 * A tree that goes on where the schema ends: of an object that the schema does not describe, the fields are those of the
 * sample. So a webhook without a contract can be mapped from one payload.
 */
export function sampledTree(tree: SchemaTree, sample: JsonObject): SchemaTree {
  return new SampledTree(tree, sample);
}

interface Behind {
  readonly tree: SchemaTree;
  readonly field: SchemaField;
  /** What the paths of that tree hang below. */
  readonly at: readonly string[];
}

class SampledTree implements SchemaTree {
  readonly root: SchemaField;
  readonly #sample: JsonObject;
  readonly #behind = new WeakMap<SchemaField, Behind>();
  readonly #children = new WeakMap<SchemaField, readonly SchemaField[]>();

  constructor(tree: SchemaTree, sample: JsonObject) {
    this.#sample = sample;
    this.root = this.#wrap({ tree, field: tree.root, at: [] });
  }

  childrenOf(field: SchemaField): readonly SchemaField[] {
    const known = this.#children.get(field);
    if (known) return known;
    const behind = this.#behind.get(field);
    const children = behind ? this.#childrenBehind(behind, field) : [];
    this.#children.set(field, children);
    return children;
  }

  fieldAt(path: readonly string[]): SchemaField | undefined {
    let field: SchemaField | undefined = this.root;
    while (field !== undefined && field.path.length < path.length) {
      field = this.childrenOf(field).find((child) => child.path.every((part, index) => part === path[index]));
    }
    return field?.path.length === path.length ? field : undefined;
  }

  #childrenBehind({ tree, field, at }: Behind, shown: SchemaField): SchemaField[] {
    if (field.hasChildren) return tree.childrenOf(field).map((child) => this.#wrap({ tree, field: child, at }));
    const seen = this.#inferred(shown);
    return seen
      ? seen.tree.childrenOf(seen.tree.root).map((child) => this.#wrap({ tree: seen.tree, field: child, at: seen.at }))
      : [];
  }

  #wrap(behind: Behind): SchemaField {
    const path = [...behind.at, ...behind.field.path];
    const value = behind.field.hasChildren ? undefined : describedBySample(sampleAt(this.#sample, namesOf(path)));
    const isList = Array.isArray(value);
    const field: SchemaField = {
      ...behind.field,
      path,
      name: path.at(-1) ?? "",
      ...(value === undefined ? {} : { hasChildren: true, types: ["object"], arrayDepth: isList ? 1 : behind.field.arrayDepth }),
    };
    this.#behind.set(field, behind);
    return field;
  }

  #inferred({ path, arrayDepth }: SchemaField): { readonly tree: SchemaTree; readonly at: readonly string[] } | undefined {
    const value = describedBySample(sampleAt(this.#sample, namesOf(path)));
    if (value === undefined) return undefined;
    const samples = isJsonArray(value) ? value : [value];
    return { tree: openSchemaTree(inferSchema(samples).schema), at: arrayDepth > 0 ? [...path, "*"] : path };
  }
}

/** An object, or objects in a list: what has fields to show. */
function describedBySample(value: JsonValue | undefined): JsonValue | undefined {
  if (isJsonArray(value)) return value.some(hasFields) ? value : undefined;
  return hasFields(value) ? value : undefined;
}

const hasFields = (value: unknown): boolean => isJsonObject(value) && Object.keys(value).length > 0;
