"use client";

import { Button, Group, Modal, NumberInput, SimpleGrid, Skeleton, Stack, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { countRuns } from "#engine/core/count.ts";
import { inZone } from "#engine/core/schedule/describe-schedule.ts";
import { apiErrorMessage, useApi, type ApiOutputs } from "#components/shared/api/trpc.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { Schedule } from "./schedule-panel.tsx";
import classes from "./schedule-panel.module.css";

interface BackfillDialogProps {
  readonly schedule: Schedule;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Runs the past occurrences of a range that have not run. What it would start is listed before anything starts. */
export function BackfillDialog({ schedule, opened, onClose }: BackfillDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Backfill past occurrences" size="lg">
      <BackfillForm schedule={schedule} onClose={onClose} />
    </Modal>
  );
}

const DAY_MS = 86_400_000;
const NO_MOMENT = "Choose a date and a time";

/** By field; a moment that is missing says nothing of the other. */
function rangeProblems(from: string, to: string): { readonly from?: string; readonly to?: string } {
  if (from !== "" && to !== "") return from < to ? {} : { to: "Must be later than From" };
  return { ...(from === "" ? { from: NO_MOMENT } : {}), ...(to === "" ? { to: NO_MOMENT } : {}) };
}

/** As the browser's date fields write a moment, in the time of whoever sits before it. */
const localText = (ms: number): string => new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

function BackfillForm({ schedule, onClose }: Omit<BackfillDialogProps, "opened">) {
  const { flowId, nodeId } = schedule;
  const [from, setFrom] = useState(() => localText(Date.now() - DAY_MS));
  const [to, setTo] = useState(() => localText(Date.now()));
  const [limit, setLimit] = useState(100);
  const [perSecond, setPerSecond] = useState(1);
  const api = useApi();
  const queryClient = useQueryClient();
  const problems = rangeProblems(from, to);
  const isRange = Object.keys(problems).length === 0;
  const range = isRange
    ? { flowId, nodeId, from: new Date(from).toISOString(), to: new Date(to).toISOString(), limit }
    : { flowId, nodeId, from: "", to: "", limit };
  const preview = useQuery(api.schedules.previewBackfill.queryOptions(range, { enabled: isRange, staleTime: 0 }));
  const start = useMutation(
    api.schedules.backfill.mutationOptions({
      onSuccess: () => {
        void queryClient.invalidateQueries({ queryKey: api.schedules.list.pathKey() });
        onClose();
      },
    }),
  );
  const count = isRange ? (preview.data?.count ?? 0) : 0;
  const error = start.error ?? preview.error;
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput
          type="datetime-local"
          label="From"
          value={from}
          error={problems.from}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        <TextInput
          type="datetime-local"
          label="To"
          value={to}
          error={problems.to}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
      </SimpleGrid>
      <PaceFields limit={limit} onLimit={setLimit} perSecond={perSecond} onPerSecond={setPerSecond} />
      {isRange && preview.isPending ? <Skeleton height={140} radius={8} /> : null}
      {isRange && preview.data ? <Preview plan={preview.data} zone={schedule.config.timeZone ?? "UTC"} /> : null}
      {error ? (
        <Notice tone="bad" title={start.error ? "The backfill was not started" : "The preview could not be made"}>
          {apiErrorMessage(error)}
        </Notice>
      ) : null}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
        <Button disabled={count === 0} loading={start.isPending} onClick={() => start.mutate({ ...range, perSecond })}>
          {count === 0 ? "Nothing to start" : `Start ${countRuns(count)}`}
        </Button>
      </Group>
    </Stack>
  );
}

interface PaceFieldsProps {
  readonly limit: number;
  readonly onLimit: (limit: number) => void;
  readonly perSecond: number;
  readonly onPerSecond: (perSecond: number) => void;
}

/** How many runs are started, and how fast. */
const PaceFields = ({ limit, onLimit, perSecond, onPerSecond }: PaceFieldsProps) => (
  <Group grow>
    <NumberInput label="Runs at most" min={1} max={1_000} clampBehavior="strict" value={limit} onChange={numberInto(onLimit)} />
    <NumberInput
      label="Started per second"
      min={1}
      max={50}
      clampBehavior="strict"
      value={perSecond}
      onChange={numberInto(onPerSecond)}
    />
  </Group>
);

const numberInto =
  (set: (value: number) => void) =>
  (value: number | string): void => {
    if (typeof value === "number" && Number.isInteger(value) && value >= 1) set(value);
  };

function Preview({ plan, zone }: { readonly plan: ApiOutputs["schedules"]["previewBackfill"]; readonly zone: string }) {
  const { occurrences, count, isMore } = plan;
  if (occurrences.length === 0) return <p className={classes["quiet"]}>The schedule has no occurrence in this range.</p>;
  const taken = occurrences.length - count;
  return (
    <div>
      <h4 className={classes["heading"]}>
        {countRuns(count)}
        {taken === 0 ? "" : `; ${taken} of the range ${taken === 1 ? "has" : "have"} run or wait already`}
        {isMore ? "; the range holds more than shown" : ""}
      </h4>
      <ol className={classes["preview"]} tabIndex={0} aria-label="Occurrences of the range">
        {occurrences.map(({ scheduledAt, isTaken }) => (
          <li key={scheduledAt} data-taken={isTaken || undefined}>
            <time dateTime={scheduledAt}>{inZone(scheduledAt, zone)}</time>
            {isTaken ? <span>has run or waits</span> : null}
          </li>
        ))}
      </ol>
    </div>
  );
}
