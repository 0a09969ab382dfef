"use client";

import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { IconCheck, IconPlayerPlay, IconX } from "@tabler/icons-react";
import { useState } from "react";
import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import { apiErrorMessage, useApi, type ApiOutputs } from "#components/shared/api/trpc.tsx";
import { useDraft, useDraftStore } from "#components/shared/draft/use-draft.ts";
import { Notice } from "#components/ui/notice.tsx";
import { Section } from "#components/ui/section.tsx";
import classes from "./flow-scenarios.module.css";
import inspector from "./inspector.module.css";

type Report = ApiOutputs["tries"]["scenarios"];

/** The scenarios that lie beside the flow, run over the draft as it is here: which pass, and what came out otherwise. */
export function FlowScenarios() {
  const api = useApi();
  const drafts = useDraftStore();
  const document = useDraft(({ draft }) => draft.document);
  /** What the report was made of. */
  const [ranOver, setRanOver] = useState<FlowDocument>();
  const run = useMutation(api.tries.scenarios.mutationOptions());
  const start = (): void => {
    const draft = drafts.getState().draft.document;
    setRanOver(draft);
    run.mutate({ document: draft });
  };
  const isOld = run.data?.state === "ran" && ranOver !== document;
  return (
    <Section title="Scenarios">
      <div className={inspector["stack"]}>
        <p className={inspector["quiet"]}>
          Tests of the whole flow from <code className="mono">scenarios/</code> in its folder: in memory, calling nobody.
        </p>
        <Button
          size="xs"
          variant="default"
          className={inspector["add"] ?? ""}
          leftSection={<IconPlayerPlay size={14} aria-hidden />}
          loading={run.isPending}
          onClick={start}
        >
          Run scenarios
        </Button>
        <div role="status" className={inspector["stack"]}>
          {run.error ? (
            <Notice tone="bad" title="The scenarios did not run">
              {apiErrorMessage(run.error)}
            </Notice>
          ) : null}
          {isOld ? <p className={inspector["quiet"]}>The flow has changed since; run them again.</p> : null}
          {run.data ? <Outcome report={run.data} /> : null}
        </div>
      </div>
    </Section>
  );
}

function Outcome({ report }: { readonly report: Report }) {
  if (report.state === "none")
    return <p className={inspector["quiet"]}>None lie beside this flow yet. One is a file such as scenarios/refused.yaml.</p>;
  if (report.state === "refused") {
    return (
      <Notice tone="warn" title="Mend the flow first">
        {report.problems[0]?.message}
      </Notice>
    );
  }
  const passed = report.results.filter((result) => result.passed).length;
  return (
    <>
      <p className={inspector["quiet"]}>
        {passed} of {report.results.length} pass
      </p>
      <ul className={classes["scenarios"]} aria-label="Scenarios">
        {report.results.map((result) => (
          <li key={result.file} data-passed={result.passed}>
            {result.passed ? <IconCheck size={14} aria-label="Passed" /> : <IconX size={14} aria-label="Failed" />}
            <span title={result.file}>{result.name}</span>
            {result.mismatches.map((mismatch) => (
              <span key={mismatch} className={classes["mismatch"]}>
                {mismatch}
              </span>
            ))}
          </li>
        ))}
      </ul>
    </>
  );
}
