"use client";

import { useMemo } from "react";
import { setFlowField } from "#engine/core/edit/commands/set-flow-field.ts";
import { useDraft } from "#components/shared/draft/use-draft.ts";
import { Section } from "#components/ui/section.tsx";
import { useDesigner } from "../designer-context.ts";
import { FormFields } from "./form-fields.tsx";
import { InspectorForm } from "./inspector-form.tsx";
import classes from "./inspector.module.css";
import { flowAboutFields, flowContractFields, flowLimitFields, flowSearchFields, flowWorthFields } from "./node-forms.ts";
import { useNodeData } from "./use-node-data.ts";

/** The flow itself: its name, the contract of its input, its named schemas, how many runs it may start, what they are found by, and what they are worth. */
export function FlowInspector() {
  const values = useDraft(({ draft }) => draft.document);
  const every = useDesigner((state) => state.problems);
  const problems = useMemo(() => every.filter(({ path }) => !/^\/(?:nodes|edges)\//.test(path)), [every]);
  const data = useNodeData(undefined, undefined);
  return (
    <InspectorForm owner="flow" root={values} problems={problems} data={data?.scope} command={setFlowField}>
      <div className={classes["body"]}>
        <FormFields fields={flowAboutFields} values={values} path={[]} />
        <Section title="Contracts">
          <FormFields fields={flowContractFields} values={values} path={[]} />
        </Section>
        <Section title="How it runs">
          <FormFields fields={flowLimitFields} values={values} path={[]} />
        </Section>
        <Section title="Finding runs">
          <FormFields fields={flowSearchFields} values={values} path={[]} />
        </Section>
        <Section title="Worth">
          <FormFields fields={flowWorthFields} values={values} path={[]} />
        </Section>
      </div>
    </InspectorForm>
  );
}
