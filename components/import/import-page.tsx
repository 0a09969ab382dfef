"use client";

import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { IconRefresh } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { mayEditFlows } from "#engine/core/role.ts";
import { apiErrorMessage, useApi, type ApiOutputs } from "#components/shared/api/trpc.tsx";
import { usePreloadedCanvas } from "#components/shared/canvas/lazy-flow-canvas.tsx";
import { useMembership } from "#components/shared/membership.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { PageBar } from "#components/ui/page-bar.tsx";
import { BatchList } from "./batch-list.tsx";
import type { GivenFile } from "./given-file.ts";
import { ImportSource } from "./import-source.tsx";
import classes from "./import.module.css";
import { ReadingFile } from "./reading-file.tsx";
import { ReadReport } from "./read-report.tsx";
import { useImportBatch, type ImportBatch } from "./use-import-batch.ts";

export type Reading = Extract<ApiOutputs["drafts"]["readImport"], { readonly ok: true }>;

/** A flow out of the file of another tool: give the file, read what becomes of it, begin a draft. Until then nothing is stored. */
export function ImportPage() {
  const { role } = useMembership();
  return (
    <>
      {mayEditFlows(role) ? (
        <Import />
      ) : (
        <>
          <Bar />
          <div className={classes["page"]}>
            <Notice tone="info" title="Your role does not draw flows">
              Ask an analyst, an engineer or an admin to import the file.
            </Notice>
          </div>
        </>
      )}
    </>
  );
}

interface BarProps {
  readonly act?: { readonly label: string; readonly onClick: () => void } | undefined;
}

function Bar({ act }: BarProps) {
  return (
    <PageBar title="Import a flow" trail={[{ label: "Flows", href: "/flows" }]}>
      {act ? (
        <Button variant="default" leftSection={<IconRefresh size={16} />} onClick={act.onClick}>
          {act.label}
        </Button>
      ) : null}
    </PageBar>
  );
}

function Import() {
  usePreloadedCanvas();
  const batch = useImportBatch();
  return batch.files.length > 0 ? <ImportSeveral batch={batch} /> : <ImportOne onSeveral={(files) => void batch.begin(files)} />;
}

/** Moves the focus to what has come, so that whoever cannot see it hears of it. */
function useFocusOn(shown: unknown) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (shown !== undefined) place.current?.focus();
  }, [shown]);
  return place;
}

function ImportSeveral({ batch }: { readonly batch: ImportBatch }) {
  const [shownKey, setShown] = useState<number>();
  const place = useFocusOn(shownKey ?? "list");
  const shown = batch.files.find(({ key }) => key === shownKey);
  const back = (): void => setShown(undefined);
  return (
    <>
      <Bar act={shown ? { label: "Back to the files", onClick: back } : { label: "Choose other files", onClick: batch.clear }} />
      <div className={classes["page"]}>
        <div
          ref={place}
          tabIndex={-1}
          className={classes["report"]}
          role="region"
          aria-label={shown ? "What became of the file" : "What became of the files"}
        >
          {shown?.file && "reading" in shown.state ? (
            <ReadReport
              reading={{ ...shown.state.reading, freeId: shown.state.flowId }}
              file={shown.file}
              onCreated={(flowId) => {
                batch.created(shown.key, flowId);
                back();
              }}
            />
          ) : (
            <BatchList batch={batch} onLook={setShown} />
          )}
        </div>
      </div>
    </>
  );
}

function ImportOne({ onSeveral }: { readonly onSeveral: (files: readonly File[]) => void }) {
  const api = useApi();
  const reading = useMutation(api.drafts.readImport.mutationOptions());
  const read = (file: GivenFile): void => reading.mutate(file);
  const { data, variables: file } = reading;
  const result = data?.ok === true ? data : undefined;
  const report = useFocusOn(result);
  return (
    <>
      <Bar act={result && { label: "Choose another file", onClick: reading.reset }} />
      <div className={classes["page"]}>
        {result && file ? (
          <div ref={report} tabIndex={-1} className={classes["report"]} role="region" aria-label="What became of the file">
            <ReadReport reading={result} file={file} />
          </div>
        ) : null}
        {reading.error ? (
          <Notice tone="bad" title="The file was not read" action={file && { label: "Try again", onClick: () => read(file) }}>
            {apiErrorMessage(reading.error)}
          </Notice>
        ) : null}
        {data?.ok === false ? <Problems problems={data.problems} file={file} /> : null}
        {reading.isPending && file ? <ReadingFile file={file} /> : null}
        {/* It stays, with the text in it, for whoever comes back from the report. */}
        <div className={classes["source"]} hidden={result !== undefined}>
          <ImportSource onGiven={read} onSeveral={onSeveral} onEdited={reading.reset} isBusy={reading.isPending} />
        </div>
      </div>
    </>
  );
}

const MOST_SHOWN = 10;

type Refused = Extract<ApiOutputs["drafts"]["readImport"], { readonly ok: false }>;

function Problems({ problems, file }: { readonly problems: Refused["problems"]; readonly file: GivenFile | undefined }) {
  const more = problems.length - MOST_SHOWN;
  return (
    <Notice
      tone="bad"
      title={file?.fileName === undefined ? "The text cannot be imported" : `“${file.fileName}” cannot be imported`}
    >
      <ul className={classes["problems"]}>
        {problems.slice(0, MOST_SHOWN).map(({ code, path, message, fix, line }) => (
          <li key={`${code} ${path} ${message}`}>
            {line === undefined || message.includes(`line ${line}`) ? "" : `Line ${line}: `}
            {message} {fix}
          </li>
        ))}
        {more > 0 ? <li>And {more} more.</li> : null}
      </ul>
    </Notice>
  );
}
