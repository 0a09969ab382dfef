"use client";

import { Button, Group, Progress, SegmentedControl, Select, Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { count, countRuns } from "#engine/core/count.ts";
import { apiErrorMessage, useApi, type ApiInputs, type ApiOutputs } from "#components/shared/api/trpc.tsx";
import { reasonOf, ReasonInput } from "#components/shared/reason-input.tsx";
import { Link } from "#components/ui/link.tsx";
import { Notice } from "#components/ui/notice.tsx";
import classes from "./redrive-many.module.css";
import { useRedriveMany, type RedriveProgress } from "./use-redrive-many.ts";

type Found = ApiOutputs["runs"]["previewRedriveMany"];

const rates = [1, 5, 20].map((rate) => ({ value: String(rate), label: `${rate} per second` }));

interface RedriveFormProps {
  /** Which runs, as in a search for them. */
  readonly filter: Omit<ApiInputs["runs"]["previewRedriveMany"], "mode">;
  readonly onClose: () => void;
}

/** How many of the runs can go on from their failure, and at what pace they shall; then how far that is. */
export function RedriveForm({ filter, onClose }: RedriveFormProps) {
  const api = useApi();
  const [mode, setMode] = useState<"rewind" | "fork">("rewind");
  const [perSecond, setPerSecond] = useState("5");
  const [reason, setReason] = useState("");
  const many = useRedriveMany();
  const preview = useQuery(api.runs.previewRedriveMany.queryOptions({ ...filter, mode }, { staleTime: Infinity, gcTime: 0 }));
  const runIds = preview.data?.redriven.map(({ runId }) => runId) ?? [];
  if (many.progress.state !== "idle") return <Working progress={many.progress} onStop={many.stop} onClose={onClose} />;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void many.begin({ runIds, mode, perSecond: Number(perSecond), ...reasonOf(reason) });
      }}
    >
      <Stack>
        <SegmentedControl
          aria-label="How"
          value={mode}
          onChange={(value) => setMode(value === "fork" ? "fork" : "rewind")}
          data={[
            { value: "rewind", label: "Go on in the same run" },
            { value: "fork", label: "Fork a new run of each" },
          ]}
        />
        {preview.isPending ? (
          <div role="status">
            <p className={classes["found"]}>Looking at each run, whether it can go on…</p>
            <Skeleton height={48} radius={8} mt={8} />
          </div>
        ) : null}
        {preview.data ? <FoundRuns found={preview.data} mode={mode} /> : null}
        {preview.error ? (
          <Notice tone="bad" title="The runs could not be looked at">
            {apiErrorMessage(preview.error)}
          </Notice>
        ) : null}
        <Select
          label="Pace"
          description="So that the systems they call are not flooded"
          allowDeselect={false}
          data={rates}
          value={perSecond}
          onChange={(value) => setPerSecond(value ?? perSecond)}
        />
        <ReasonInput value={reason} onChange={setReason} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
          <Button type="submit" disabled={runIds.length === 0}>
            {runIds.length === 0 ? "Redrive" : `Redrive ${countRuns(runIds.length)}`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface FoundRunsProps {
  readonly found: Found;
  readonly mode: "rewind" | "fork";
}

function FoundRuns({ found: { redriven, refused, isMore }, mode }: FoundRunsProps) {
  const more = isMore ? ` ${moreText[mode]}` : "";
  return (
    <>
      <Notice tone="info" title={`${countRuns(redriven.length)} can go on from the failure, oldest first`}>
        {refused.length === 0 ? `Completed steps keep their results.${more}` : `${countRuns(refused.length)} cannot.${more}`}
      </Notice>
      <Refusals refused={refused} />
    </>
  );
}

const moreText = {
  rewind: "More runs match. Repeat it for the rest, or use omnilink redrive for all of them.",
  fork: "More runs match. A fork leaves its run as it was, to be found again: for the rest narrow the search, or use omnilink redrive.",
} as const;

interface WorkingProps {
  readonly progress: RedriveProgress;
  readonly onStop: () => void;
  readonly onClose: () => void;
}

const headings = { idle: "", working: "Redriving", stopped: "Stopped", done: "Done" } as const;

function Working({ progress: { state, wanted, done, refused, problem }, onStop, onClose }: WorkingProps) {
  return (
    <Stack>
      {problem === undefined ? null : (
        <Notice tone="bad" title={`${countRuns(wanted - done - refused.length)} were left as they were`}>
          {problem}
        </Notice>
      )}
      <p role="status" className={classes["found"]}>
        {headings[state]}: {count(done)} of {countRuns(wanted)} went on
        {refused.length === 0 ? "." : `, ${count(refused.length)} refused.`}
      </p>
      <Progress value={wanted === 0 ? 100 : ((done + refused.length) / wanted) * 100} aria-label="Runs looked after" />
      <p className={classes["hint"]}>
        {state === "working" ? "It stops when you close this or leave the page. " : "Runs that went on are at work now. "}
        One that fails again opens a new incident.
      </p>
      <Refusals refused={refused} />
      <Group justify="flex-end">
        {state === "working" ? (
          <Button variant="default" onClick={onStop}>
            Stop
          </Button>
        ) : (
          <Button onClick={onClose}>Close</Button>
        )}
      </Group>
    </Stack>
  );
}

const MOST_SHOWN = 50;

function Refusals({ refused }: { readonly refused: RedriveProgress["refused"] }) {
  if (refused.length === 0) return null;
  return (
    <ul className={classes["refused"]} aria-label="Refused" tabIndex={0} role="list">
      {refused.slice(0, MOST_SHOWN).map(({ runId, message }) => (
        <li key={runId}>
          <Link href={`/runs/${runId}`}>{runId.slice(-8)}</Link> {message}
        </li>
      ))}
      {refused.length > MOST_SHOWN ? <li>and {count(refused.length - MOST_SHOWN)} more</li> : null}
    </ul>
  );
}
