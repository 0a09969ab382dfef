import type { TextRange } from "#engine/core/expression/syntax/syntax-node.ts";
import type { FieldForm } from "#engine/core/mapping/model/mapping-model.ts";
import type { SchemaField } from "#engine/core/mapping/schema/schema-tree.ts";
import type { FieldKind } from "../field-kinds.ts";

export interface FormProps<Kind extends FieldKind> {
  readonly form: Extract<FieldForm, { readonly kind: Kind }>;
  /** What the schema says of the field. */
  readonly wanted: SchemaField;
  readonly slice: (range: TextRange) => string;
  /** Puts another text in the place of one part. */
  readonly replace: (range: TextRange, value: string) => void;
  /** Writes the whole value anew: when parts come or go. */
  readonly rewrite: (value: string) => void;
}
