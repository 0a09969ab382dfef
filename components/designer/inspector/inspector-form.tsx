"use client";

import { useMemo, type ReactNode } from "react";
import type { CommandResult } from "#engine/core/edit/command-result.ts";
import type { FlowDraft } from "#engine/core/edit/flow-draft.ts";
import type { Path } from "#engine/core/edit/operation.ts";
import { valueAt } from "#engine/core/edit/value-at-path.ts";
import type { Problem } from "#engine/core/problem.ts";
import type { ExpressionData } from "#engine/core/scope/scope-at.ts";
import { useDraft, useDraftStore } from "#components/shared/draft/use-draft.ts";
import { useDesigner } from "../designer-context.ts";
import { problemsAtField } from "../problems/problem-place.ts";
import { Field } from "./field.tsx";
import type { FieldValue } from "./field-value.ts";
import { FormProvider, type FormContextValue } from "./form-context.tsx";

interface InspectorFormProps {
  /** Names whose fields these are, so that typing in one of them is one step of undo. */
  readonly owner: string;
  /** The node, edge or flow that holds them. */
  readonly root: unknown;
  readonly problems: readonly Problem[];
  readonly data: ExpressionData | undefined;
  readonly command: (draft: FlowDraft, path: Path, value: FieldValue) => CommandResult;
  readonly children: ReactNode;
}

/** Gives the controls inside what they share; each change of a field is one command over the draft. */
export function InspectorForm({ owner, root, problems, data, command, children }: InspectorFormProps) {
  const drafts = useDraftStore();
  const canEdit = useDesigner((state) => state.canEdit);
  const document = useDraft(({ draft }) => draft.document);
  const form = useMemo<FormContextValue>(
    () => ({
      readOnly: !canEdit,
      set: (path, value) =>
        void drafts.perform(command(drafts.getState().draft, path, value), { merge: `typing:${owner}.${path.join(".")}` }),
      valueAt: (path) => valueAt(root, path),
      problemsAt: (path, inside) => problemsAtField(problems, path.join("/"), inside),
      data,
      nodes: document.nodes.map(({ id, name }) => ({ id, name: name ?? id })),
      renderField: (field) => <Field key={field.path.join("/")} {...field} />,
      schemaNames: Object.keys(document.schemas ?? {}),
    }),
    [canEdit, drafts, command, owner, root, problems, data, document],
  );
  return <FormProvider value={form}>{children}</FormProvider>;
}
