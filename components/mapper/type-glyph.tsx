import {
  IconBraces,
  IconBrackets,
  IconCalendar,
  IconCircleDashed,
  IconLetterT,
  IconNumber123,
  IconToggleLeft,
  type Icon,
} from "@tabler/icons-react";
import type { SchemaField } from "#engine/core/mapping/schema/schema-tree.ts";
import { describeType } from "#components/shared/expression/scope-fields.ts";
import classes from "./mapper.module.css";

const GLYPHS: Readonly<Record<string, Icon>> = {
  object: IconBraces,
  string: IconLetterT,
  integer: IconNumber123,
  number: IconNumber123,
  boolean: IconToggleLeft,
};

/** The type of a field as a small quiet picture, with its name for those who point at it. */
export function TypeGlyph({ field }: { readonly field: SchemaField }) {
  const [type = ""] = field.types;
  const isDate = field.format === "date" || field.format === "date-time";
  const Glyph = field.arrayDepth > 0 ? IconBrackets : isDate ? IconCalendar : (GLYPHS[type] ?? IconCircleDashed);
  return (
    <span className={classes["glyph"]} title={describeType(field)}>
      <Glyph size={14} stroke={1.6} aria-hidden />
    </span>
  );
}
