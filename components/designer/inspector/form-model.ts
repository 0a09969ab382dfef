import { z } from "zod";
import type { JsonValue } from "#engine/core/json.ts";
import type { FieldForm, FieldWidget } from "#engine/core/node-definition.ts";

/** One field of the inspector: what its schema and its entry in the form say, put together. */
export interface FieldModel {
  readonly name: string;
  readonly form: FieldForm;
  readonly widget: FieldWidget;
  readonly required: boolean;
  /** What counts while it is not set. */
  readonly fallback?: JsonValue;
  /** `template`: a leading `=` makes it an expression. `always`: it is one, and takes no `=`. */
  readonly expression: "never" | "template" | "always";
  readonly options: readonly FieldOption[];
  readonly number?: NumberRange;
  /** Of the items of a list, or the values of pairs. */
  readonly item?: FieldModel;
  readonly members: readonly FieldModel[];
  /** What the field accepts. */
  readonly schema: z.ZodType;
}

export interface FieldOption {
  readonly value: JsonValue;
  readonly label: string;
}

export interface NumberRange {
  readonly whole: boolean;
  readonly min?: number;
  readonly max?: number;
}

type Forms = Readonly<Record<string, FieldForm>>;

/** Which fields hold expressions. */
export interface ExpressionFields {
  /** Paths from the object that are always expressions; `*` stands for any name. */
  readonly paths: readonly string[];
  /** Whether a leading `=` makes an expression of any other text, as it does in configs. */
  readonly templates: boolean;
}

/** The fields of an object schema, in the order of the form. */
export function readFields(schema: z.ZodType, forms: Forms, expressions: ExpressionFields): readonly FieldModel[] {
  const shape = shapeOf(schema);
  const names = [...Object.keys(forms).filter((name) => name in shape), ...Object.keys(shape).filter((name) => !(name in forms))];
  return names.map((name) => readField(name, shape[name]!, forms[name], below(expressions, name)));
}

function readField(name: string, schema: z.ZodType, form: FieldForm | undefined, inner: ExpressionFields): FieldModel {
  const core = coreOf(schema, form?.widget === "list");
  const isTemplate = inner.templates && schema.safeParse("=a").success;
  const expression = inner.paths.includes("") ? "always" : isTemplate ? "template" : "never";
  const known = form ?? { label: wordsOf(name) };
  const fallback = schema.meta()?.["default"] as JsonValue | undefined;
  const widget = expression === "always" ? "expression" : (known.widget ?? widgetOf(core));
  const item = itemOf(core, known, inner, widget);
  return {
    name,
    form: known,
    widget,
    required: !schema.safeParse(undefined).success,
    expression,
    options: optionsOf(core, known),
    members: core instanceof z.ZodObject ? readFields(core, known.fields ?? {}, inner) : [],
    schema,
    ...(fallback === undefined ? {} : { fallback }),
    ...(core instanceof z.ZodNumber ? { number: rangeOf(core) } : {}),
    ...(item === undefined ? {} : { item }),
  };
}

/** For what lies in a field: the paths that begin with its name, without it. */
const below = ({ paths, templates }: ExpressionFields, name: string): ExpressionFields => ({
  templates,
  paths: paths.flatMap((path) => {
    const [first, ...rest] = path.split(".");
    return first === name || first === "*" ? [rest.join(".")] : [];
  }),
});

function itemOf(core: z.ZodType, form: FieldForm, expressions: ExpressionFields, widget: FieldWidget): FieldModel | undefined {
  const inner = core instanceof z.ZodArray ? core.element : core instanceof z.ZodRecord ? core.valueType : undefined;
  if (inner === undefined || widget === "roles" || widget === "json" || widget === "schema") return undefined;
  const { placeholder, fields } = form;
  const own: FieldForm = fields?.["*"] ?? {
    label: form.label,
    ...(placeholder === undefined ? {} : { placeholder }),
    ...(fields ? { fields } : {}),
  };
  return readField("*", inner as z.ZodType, own, below(expressions, "*"));
}

/** The schema behind `optional`; of a field or a template in its place, the field; of one or a list of them, what is asked for. */
function coreOf(schema: z.ZodType, wantsList = false): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return coreOf(schema.unwrap() as z.ZodType, wantsList);
  if (!(schema instanceof z.ZodUnion)) return schema;
  const every = (schema.options as readonly z.ZodType[]).map((option) => coreOf(option, wantsList));
  const list = every.find((option) => option instanceof z.ZodArray);
  if (wantsList && list !== undefined) return list;
  const options = every.filter((option) => option !== list);
  return options.find((option) => !(option instanceof z.ZodString)) instanceof z.ZodNumber ? numberOrText(options) : options[0]!;
}

/** A number where text stands only for an expression; where text means something else, both are written as text. */
const numberOrText = (options: readonly z.ZodType[]): z.ZodType => {
  const texts = options.filter((option) => option instanceof z.ZodString);
  const isTemplate = texts.every((text) => text.safeParse("=a").success && !text.safeParse("a").success);
  return (isTemplate ? options.find((option) => option instanceof z.ZodNumber) : texts[0]) ?? options[0]!;
};

function widgetOf(core: z.ZodType): FieldWidget {
  if (core instanceof z.ZodEnum || core instanceof z.ZodLiteral) return "select";
  if (core instanceof z.ZodBoolean) return "switch";
  if (core instanceof z.ZodNumber) return "number";
  if (core instanceof z.ZodArray) return "list";
  if (core instanceof z.ZodRecord) return "pairs";
  if (core instanceof z.ZodObject) return "group";
  if (core instanceof z.ZodString) return "text";
  return core instanceof z.ZodUnion ? "text" : "json";
}

function optionsOf(core: z.ZodType, { options = {} }: FieldForm): readonly FieldOption[] {
  const inner = core instanceof z.ZodArray ? coreOf(core.element as z.ZodType) : core;
  const values = inner instanceof z.ZodEnum ? inner.options : inner instanceof z.ZodLiteral ? [...inner.values] : [];
  return (values as readonly JsonValue[]).map((value) => ({ value, label: options[String(value)] ?? String(value) }));
}

function rangeOf(number: z.ZodNumber): NumberRange {
  const whole = number.isInt;
  const { minValue, maxValue } = number;
  return {
    whole,
    ...(minValue === null || Math.abs(minValue) >= Number.MAX_SAFE_INTEGER ? {} : { min: minValue }),
    ...(maxValue === null || Math.abs(maxValue) >= Number.MAX_SAFE_INTEGER ? {} : { max: maxValue }),
  };
}

const shapeOf = (schema: z.ZodType): Readonly<Record<string, z.ZodType>> => {
  const core = coreOf(schema);
  return core instanceof z.ZodObject ? core.shape : {};
};

function wordsOf(name: string): string {
  const words = name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
