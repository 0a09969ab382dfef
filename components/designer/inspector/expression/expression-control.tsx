"use client";

import { ActionIcon, Tooltip } from "@mantine/core";
import { IconArrowsMaximize } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import type { Evaluation } from "#engine/core/expression/evaluate-on-sample.ts";
import { openSchemaTree } from "#engine/core/mapping/schema/schema-tree.ts";
import type { Problem } from "#engine/core/problem.ts";
import type { ExpressionScope } from "#components/shared/expression/scope-fields.ts";
import { useMappingChoices } from "#components/shared/mappings/use-mapping-choices.ts";
import { fieldId, helpId, useForm, type ControlProps } from "../form-context.tsx";
import classes from "./expression-control.module.css";
import inspector from "../inspector.module.css";
import { ExpressionInput } from "./expression-input.tsx";
import { LiveValue } from "./live-value.tsx";
import { OpenMapper } from "./open-mapper.tsx";
import { useEvaluation } from "#components/shared/analysis/use-evaluation.ts";
import { partOnDemand } from "#components/shared/on-demand/part-on-demand.ts";

const LargeEditor = partOnDemand(() => import("./large-editor.tsx").then((module) => module.LargeEditor));

/** An expression with its value on sample data; the `=` that marks it in the flow is not part of the text here. */
export function ExpressionControl({ field, value, path, autoFocus = false }: ControlProps & { readonly autoFocus?: boolean }) {
  const { set, readOnly, problemsAt, data } = useForm();
  const [isLarge, setLarge] = useState(false);
  const isTemplate = field.expression === "template";
  const written = typeof value === "string" ? value : "";
  const source = isTemplate ? written.replace(/^=/, "") : written;
  const mappings = useMappingChoices();
  const scope = useMemo<ExpressionScope | undefined>(
    () => data && { tree: openSchemaTree(data.schema, data.schemas), sample: data.sample, mappings },
    [data, mappings],
  );
  const evaluation = useEvaluation(source, data?.sample);
  const error = evaluation?.ok === false ? evaluation : undefined;
  const problems = problemsAt(path, true);
  const change = (next: string): void => {
    if (isTemplate) set(path, `=${next}`);
    else set(path, next === "" && !field.required ? undefined : next);
  };
  const liveId = `${fieldId(path)}-value`;
  return (
    <div className={inspector["stack"]}>
      <div className={classes["expressionRow"]}>
        <ExpressionInput
          id={fieldId(path)}
          label={field.form.label}
          describedBy={`${liveId} ${helpId(path)}`}
          source={source}
          scope={scope}
          marked={error}
          isInvalid={error !== undefined || problems.length > 0}
          readOnly={readOnly}
          placeholder={field.form.placeholder ?? ""}
          autoFocus={autoFocus}
          onChange={change}
          onLeaveEmpty={isTemplate ? () => set(path, undefined) : undefined}
        />
        <Tooltip label="Open the large editor">
          <ActionIcon
            variant="subtle"
            color="gray"
            size={24}
            className={classes["enlarge"] ?? ""}
            aria-label={`Open the large editor: ${field.form.label}`}
            onClick={() => setLarge(true)}
          >
            <IconArrowsMaximize size={14} />
          </ActionIcon>
        </Tooltip>
      </div>
      <LiveValue id={liveId} evaluation={source.trim() === "" || isSaidBy(problems, error) ? undefined : evaluation} />
      <OpenMapper path={path} label={field.form.label} />
      {isLarge ? (
        <LargeEditor
          title={field.form.label}
          source={source}
          scope={scope}
          evaluation={evaluation}
          readOnly={readOnly}
          onChange={change}
          onClose={() => {
            setLarge(false);
            document.getElementById(fieldId(path))?.focus();
          }}
        />
      ) : null}
    </div>
  );
}

/** What the check of the flow says below the field needs no saying twice. */
const isSaidBy = (problems: readonly Problem[], error: Extract<Evaluation, { ok: false }> | undefined): boolean =>
  error !== undefined && problems.some(({ message }) => message.includes(error.message.replace(/\.$/, "")));
