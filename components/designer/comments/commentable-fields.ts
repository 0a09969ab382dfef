import type { FlowNode } from "#engine/core/flow/flow-document.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import type { FieldModel } from "../inspector/form-model.ts";
import { configFields, failureFields, nameFields, noteFields } from "../inspector/node-forms.ts";

/** A field of a node that can be spoken about by itself. */
export interface CommentableField {
  /** As comments name it: `config/url`. */
  readonly field: string;
  readonly label: string;
}

/**
 * The fields of a kind, with those inside its groups. What stands in a list or in pairs has no place of its own that stays
 * when the list changes: there, the list is what a comment is about.
 */
export function commentableFields({ kind }: Pick<FlowNode, "kind">): readonly CommentableField[] {
  const definition = nodeDefinitions.get(kind);
  return [
    ...named(nameFields, ""),
    ...(definition ? named(configFields(definition), "config/") : []),
    ...named(failureFields, ""),
    ...named(noteFields, ""),
  ];
}

function named(fields: readonly FieldModel[], base: string, around = ""): readonly CommentableField[] {
  return fields.flatMap(({ name, form, widget, members }) => {
    const label = `${around}${form.label}`;
    const inside = widget === "group" ? named(members, `${base}${name}/`, `${label}: `) : [];
    return [{ field: `${base}${name}`, label }, ...inside];
  });
}

/** What the field is called in its form; one that the kind does not have (any more) by its place. */
export const fieldWords = (node: Pick<FlowNode, "kind"> | undefined, field: string): string =>
  (node && commentableFields(node).find((known) => known.field === field)?.label) ?? field;
