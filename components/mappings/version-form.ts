import { isJsonObject, parseJson, type JsonObject, type JsonValue } from "#engine/core/json.ts";
import { omitUndefined } from "#engine/core/omit-undefined.ts";
import { exampleValue } from "#engine/core/schema/example-value.ts";
import type { MappingVersion } from "#engine/runtime/mapping-library.ts";

/** What a person writes of a version; texts, because half-written JSON is kept too. */
export interface VersionForm {
  readonly name: string;
  readonly description: string;
  readonly expression: string;
  readonly input: string;
  readonly output: string;
  readonly sample: string;
  readonly note: string;
}

export interface VersionOf {
  readonly name: string;
  readonly description: string | undefined;
  readonly newest: MappingVersion;
}

const FIRST: VersionForm = {
  ...{ name: "", description: "", input: "", output: "", note: "" },
  expression: '{\n  "total": $sum(input.lines.(price * qty))\n}',
  sample: '{\n  "lines": [{ "price": 2, "qty": 3 }]\n}',
};

export function openForm(of: VersionOf | undefined): VersionForm {
  if (of === undefined) return FIRST;
  const { expression, input, output } = of.newest;
  const asText = (schema: JsonObject | undefined): string => (schema === undefined ? "" : JSON.stringify(schema, null, 2));
  return {
    ...FIRST,
    name: of.name,
    description: of.description ?? "",
    expression,
    input: asText(input),
    output: asText(output),
    sample: JSON.stringify(input === undefined ? {} : exampleValue(input, {}), null, 2),
  };
}

export type ReadJson = { readonly ok: true; readonly value: JsonValue | undefined } | { readonly ok: false };

export function readJson(text: string): ReadJson {
  if (text.trim() === "") return { ok: true, value: undefined };
  try {
    return { ok: true, value: parseJson(text) };
  } catch {
    return { ok: false };
  }
}

/** What is sent; or the first thing that keeps it from being sent. */
export function readForm(form: VersionForm, after: number) {
  const [input, output] = [readJson(form.input), readJson(form.output)];
  if (form.name.trim() === "") return { ok: false, message: "Give the mapping a name, such as orderTotal." } as const;
  if (!input.ok || !isSchema(input.value)) return { ok: false, message: "What it takes is no JSON Schema yet." } as const;
  if (!output.ok || !isSchema(output.value)) return { ok: false, message: "What it gives is no JSON Schema yet." } as const;
  const [description, note] = [form.description.trim(), form.note.trim()];
  const version = {
    ...{ name: form.name.trim(), expression: form.expression, after, description },
    ...omitUndefined({ input: input.value, output: output.value }),
    ...(note === "" ? {} : { note }),
  };
  return { ok: true, version } as const;
}

const isSchema = (value: JsonValue | undefined): value is JsonObject | undefined => value === undefined || isJsonObject(value);
