import {
  IconAbc,
  IconArrowRight,
  IconArrowsJoin,
  IconArrowsSort,
  IconBraces,
  IconFilter,
  IconFunction,
  IconGitBranch,
  IconGitMerge,
  IconList,
  IconMath,
  IconQuote,
  IconRepeat,
  IconShieldQuestion,
  IconStack2,
  IconSwitch3,
  IconTable,
  IconVariable,
  type Icon,
} from "@tabler/icons-react";
import type { MappingModel, TargetField } from "#engine/core/mapping/model/mapping-model.ts";
import { kindNames, summarizeField, type FieldKind } from "./field-kinds.ts";
import classes from "./mapper.module.css";

export const kindIcons: Readonly<Record<FieldKind, Icon>> = {
  copy: IconArrowRight,
  constant: IconQuote,
  template: IconAbc,
  function: IconFunction,
  condition: IconGitBranch,
  switch: IconSwitch3,
  fallback: IconShieldQuestion,
  lookup: IconTable,
  loop: IconRepeat,
  filter: IconFilter,
  sort: IconArrowsSort,
  group: IconStack2,
  join: IconArrowsJoin,
  spread: IconGitMerge,
  variables: IconVariable,
  object: IconBraces,
  list: IconList,
  formula: IconMath,
};

/** What a field is made of: a small card in its row. Loops stand out, because what is below them happens per item. */
export function FieldChip({ model, field }: { readonly model: MappingModel; readonly field: TargetField }) {
  const { kind } = field.form;
  const text = summarizeField(model, field);
  if (kind === "object") return null;
  const Glyph = kindIcons[kind];
  return (
    <span className={classes["chip"]} data-kind={kind} title={`${kindNames[kind].label}: ${text}`}>
      <Glyph size={13} stroke={1.7} aria-hidden />
      <span>{text}</span>
    </span>
  );
}
