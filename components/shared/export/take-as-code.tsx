"use client";

import { Button, Modal, SegmentedControl, Select, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { exportTargets, type ExportTarget } from "#engine/core/export/export-target.ts";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { LoadFailure } from "../api/load-failure.tsx";
import { useApiClient, type ApiOutputs } from "../api/trpc.tsx";
import { downloadAll } from "./download.ts";
import { commandFor } from "./exported-file-list.ts";
import { ExportedFiles } from "./exported-files.tsx";
import classes from "./take-as-code.module.css";

const TARGETS: Readonly<Record<ExportTarget, { readonly label: string; readonly about: string }>> = {
  ts: {
    label: "TypeScript project",
    about: "Compiles, runs and is tested without OmniLink. Edited mappings and configs come back.",
  },
  yaml: { label: "YAML", about: "The flow itself, for a repository: nothing is lost, and it can be deployed as it is." },
  mermaid: { label: "Mermaid", about: "A drawing as text, for a README or a wiki." },
  svg: { label: "SVG", about: "A drawing, for a document or a page." },
  bpmn: { label: "BPMN 2.0", about: "The process with its drawing, for the modeling tools of others." },
};

type Source = "live" | "draft";

interface TakeAsCodeProps {
  readonly flowId: string;
  /** Which of the two there are; the first is shown first. */
  readonly sources: readonly [Source, ...Source[]];
  /** Saves what was typed last; only a draft has something to save. */
  readonly save?: () => Promise<void>;
  readonly onClose: () => void;
}

/** Shows a flow in another form, file by file, to copy or to download. */
export function TakeAsCode({ flowId, sources, save, onClose }: TakeAsCodeProps) {
  const [to, setTo] = useState<ExportTarget>("ts");
  const [from, setFrom] = useState<Source>(sources[0]);
  const taken = useTaken({ flowId, from, to, save });
  const files = taken.data?.ok === true ? taken.data.files : undefined;
  return (
    <Modal opened onClose={onClose} title="Take as code" size="min(1120px, 100%)" classNames={{ body: classes["body"] ?? "" }}>
      <div className={classes["choices"]}>
        <Select
          className={classes["form"] ?? ""}
          label="Form"
          allowDeselect={false}
          data-autofocus
          data={exportTargets.map((value) => ({ value, label: TARGETS[value].label }))}
          value={to}
          onChange={(value) => setTo(value ?? "ts")}
        />
        {sources.length > 1 ? (
          <SegmentedControl
            aria-label="What is taken"
            value={from}
            onChange={(value) => setFrom(value)}
            data={sources.map((value) => ({ value, label: value === "live" ? "Published" : "Draft" }))}
          />
        ) : null}
        {files ? (
          <Button
            variant="default"
            className={classes["all"] ?? ""}
            leftSection={<IconDownload size={16} />}
            onClick={() => downloadAll(files, flowId)}
          >
            Download all as .zip
          </Button>
        ) : null}
      </div>
      <p className={classes["about"]}>
        {TARGETS[to].about} {taken.data?.ok === true ? originOf(taken.data) : null}
      </p>
      {taken.isPending ? <Skeleton className={classes["pending"] ?? ""} /> : null}
      {taken.error ? <LoadFailure what="The files" error={taken.error} onRetry={() => void taken.refetch()} /> : null}
      {taken.data ? <Taken key={`${from} ${to}`} answer={taken.data} /> : null}
      <Hint command={commandFor(flowId, to)} />
    </Modal>
  );
}

type Answer = ApiOutputs["flows"]["exportCode"];

const originOf = ({ version }: Extract<Answer, { readonly ok: true }>): string =>
  version === undefined ? "This is the draft, as it is saved now." : `This is version ${version}, which runs now.`;

interface Wish {
  readonly flowId: string;
  readonly from: Source;
  readonly to: ExportTarget;
  readonly save: (() => Promise<void>) | undefined;
}

/** Asked anew each time the dialog opens: somebody may have changed the draft, or published, meanwhile. */
function useTaken({ flowId, from, to, save }: Wish) {
  const client = useApiClient();
  return useQuery({
    queryKey: ["flow as code", flowId, from, to],
    queryFn: async () => {
      if (from === "draft") await save?.();
      return client.flows.exportCode.query({ flowId, from, to });
    },
    staleTime: 0,
    gcTime: 0,
  });
}

function Taken({ answer }: { readonly answer: Answer }) {
  if (answer.ok) return <ExportedFiles files={answer.files} />;
  if (answer.reason !== "problems")
    return (
      <Notice tone="info" title="This flow is not published yet">
        Publish it, or take the draft.
      </Notice>
    );
  const { problems } = answer;
  return (
    <Notice
      tone="bad"
      title={problems.length === 1 ? "1 error must be mended first" : `${problems.length} errors must be mended first`}
    >
      <ul className={classes["problems"]}>
        {problems.map(({ path, message, fix }) => (
          <li key={`${path} ${message}`}>
            {message} {fix}
          </li>
        ))}
      </ul>
      As YAML the draft can be taken as it is.
    </Notice>
  );
}

function Hint({ command }: { readonly command: string }) {
  return (
    <div className={classes["hint"]}>
      <span>The same from the command line:</span>
      <code className="mono" tabIndex={0}>
        {command}
      </code>
      <CopyButton text={command} what="command" />
    </div>
  );
}
