"use client";

import { useMemo, useState } from "react";
import type { JsonObject, JsonValue } from "#engine/core/json.ts";
import { openSchemaTree, type SchemaField, type SchemaTree } from "#engine/core/mapping/schema/schema-tree.ts";
import type { Schemas } from "#engine/core/schema/check-schema.ts";
import { quoteName } from "#components/shared/expression/expression-tokens.ts";
import { describeType, preview, sampleAt } from "#components/shared/expression/scope-fields.ts";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { FoldArrow } from "#components/ui/fold-arrow.tsx";
import classes from "./data-outline.module.css";

interface DataOutlineProps {
  readonly schema: JsonObject;
  readonly schemas: Schemas;
  readonly sample: JsonValue | undefined;
  /** Names to begin paths with, and whose fields to show open. */
  readonly label: string;
  readonly origins?: Readonly<Record<string, string>>;
}

/** The fields of some data with their types and sample values, opened as far as one looks; each path can be copied. */
export function DataOutline({ schema, schemas, sample, label, origins = {} }: DataOutlineProps) {
  const tree = useMemo(() => openSchemaTree(schema, schemas), [schema, schemas]);
  const fields = tree.childrenOf(tree.root);
  const unknown = fields.length === 0 ? Object.entries((sample as JsonObject | undefined) ?? {}) : [];
  return (
    <ul className={classes["outline"]} aria-label={label}>
      {fields.map((field) => (
        <OutlineRow key={field.name} tree={tree} field={field} names={[field.name]} sample={sample} origins={origins} depth={0} />
      ))}
      {unknown.map(([name, value]) => (
        <li key={name} className={classes["row"]}>
          <span className={classes["name"]}>{name}</span>
          <code className={classes["sample"]}>{preview(value)}</code>
        </li>
      ))}
    </ul>
  );
}

interface OutlineRowProps {
  readonly tree: SchemaTree;
  readonly field: SchemaField;
  readonly names: readonly string[];
  readonly sample: JsonValue | undefined;
  readonly origins: Readonly<Record<string, string>>;
  readonly depth: number;
}

const MAX_SHOWN = 200;

function OutlineRow({ tree, field, names, sample, origins, depth }: OutlineRowProps) {
  const [isOpen, setOpen] = useState(depth === 0 && field.hasChildren && field.name !== "run");
  const children = isOpen ? tree.childrenOf(field) : [];
  const value = sampleAt(sample, names);
  const path = names.map(quoteName).join(".");
  const origin =
    names[0] === "steps" && names.length === 2 ? origins[field.name] : names.length === 1 ? origins[field.name] : undefined;
  const toggleLabel = `${isOpen ? "Close" : "Open"} ${path}`;
  return (
    <li>
      <div className={classes["row"]} style={{ paddingInlineStart: depth * 14 }}>
        {field.hasChildren ? (
          <button
            type="button"
            className={classes["toggle"]}
            aria-expanded={isOpen}
            aria-label={toggleLabel}
            onClick={() => setOpen(!isOpen)}
          >
            <FoldArrow isOpen={isOpen} size={12} />
          </button>
        ) : (
          <span className={classes["gap"]} />
        )}
        <span className={classes["name"]} {...(field.title === undefined ? {} : { title: field.title })}>
          {field.name}
          {field.isRequired ? null : <span className={classes["maybe"]}>?</span>}
        </span>
        <span className={classes["type"]}>{describeType(field)}</span>
        {origin === undefined ? null : <span className={classes["origin"]}>{ORIGINS[origin] ?? origin}</span>}
        {value === undefined || isOpen ? null : (
          <code className={classes["sample"]}>{field.isSensitive ? "hidden" : preview(value)}</code>
        )}
        <span className={classes["copy"]}>
          <CopyButton text={path} what={`path ${path}`} />
        </span>
      </div>
      {children.length === 0 ? null : (
        <ul>
          {children.slice(0, MAX_SHOWN).map((child) => (
            <OutlineRow
              key={child.name}
              tree={tree}
              field={child}
              names={[...names, child.name]}
              sample={sample}
              origins={origins}
              depth={depth + 1}
            />
          ))}
        </ul>
      )}
    </li>
  );
}

const ORIGINS: Readonly<Record<string, string>> = {
  pinned: "pinned",
  result: "last try",
  computed: "worked out",
  example: "example",
};
