import { isJsonObject, jsonItems, type JsonObject, type JsonValue } from "#engine/core/json.ts";
import { readField, type FormField } from "./form-field.ts";

/**
 * What is in a form while a person fills it in: the answer as far as it goes. A field that is empty is `undefined`, and
 * one whose text is no number holds the text, so that nothing typed is lost and the schema can say what is wrong with it.
 */
export type FormValue = JsonValue | undefined;

/** What a form begins with: what it was given, else the defaults of its schema. */
export function firstValue(root: JsonObject, field: FormField, given: FormValue, depth = 0): FormValue {
  const { widget, schema } = field;
  const value = given ?? schema["default"] ?? schema["const"];
  if (widget.type !== "group") return value;
  const known = isJsonObject(value) ? value : {};
  return Object.fromEntries(
    widget.members.flatMap(({ name, schema: member, required }) => {
      const inner = readField(root, member, { name, required, depth: depth + 1 });
      const begun = firstValue(root, inner, known[name], depth + 1);
      return begun === undefined ? [] : [[name, begun]];
    }),
  );
}

/** The answer that is sent: without fields that were left empty, and without optional groups in which nothing is filled in. */
export function answerOf(root: JsonObject, field: FormField, value: FormValue, depth = 0): FormValue {
  const { widget, required } = field;
  switch (widget.type) {
    case "yesNo":
      return value ?? (required ? false : undefined);
    case "list":
      return listAnswer(root, field, value, depth);
    case "choices":
      return Array.isArray(value) && value.length === 0 && !required ? undefined : (value ?? (required ? [] : undefined));
    case "group": {
      const known = isJsonObject(value) ? value : {};
      const members = widget.members.flatMap(({ name, schema, required: needed }) => {
        const inner = readField(root, schema, { name, required: needed, depth: depth + 1 });
        const answer = answerOf(root, inner, known[name], depth + 1);
        return answer === undefined ? [] : [[name, answer] as const];
      });
      return members.every(([, answer]) => answer === false) && !required ? undefined : Object.fromEntries(members);
    }
    default:
      return value === "" ? undefined : value;
  }
}

function listAnswer(root: JsonObject, { widget, required }: FormField, value: FormValue, depth: number): FormValue {
  if (widget.type !== "list") return value;
  const item = readField(root, widget.item, { name: "item", required: true, depth: depth + 1 });
  const items = itemsOf(value).flatMap((each) => {
    const answer = answerOf(root, item, each ?? undefined, depth + 1);
    return answer === undefined ? [] : [answer];
  });
  return items.length === 0 && !required ? undefined : items;
}

export const itemsOf = (value: FormValue): readonly JsonValue[] => jsonItems(value);

/** What a control of date and time shows for a stored moment, on this person's clock: `2027-01-31T09:00`. */
export function localDateTime(iso: FormValue): string {
  const date = new Date(typeof iso === "string" ? iso : Number.NaN);
  if (Number.isNaN(date.getTime())) return "";
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** The moment that a control of date and time means. */
export function momentOf(local: string): FormValue {
  const date = new Date(local);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
