"use client";

import { Checkbox, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "#components/shared/api/trpc.tsx";
import {
  durations,
  times,
  type ChangeFilter,
  type RecentTime,
  type RunFilter,
  type TookChoice,
} from "#components/shared/run-list/run-filter.ts";
import { useIsAlive } from "#components/ui/use-time-zone.ts";
import classes from "./run-list.module.css";
import { FieldFilters, TagFilter } from "./field-filters.tsx";
import { TypedText } from "./typed-text.tsx";

interface MoreFiltersProps {
  readonly filter: RunFilter;
  readonly onChange: ChangeFilter;
}

const choices = (table: Readonly<Record<string, { readonly label: string }>>) =>
  Object.entries(table).map(([value, { label }]) => ({ value, label }));

/** What fewer people need: environment, version, key, error code, when it started and how long it took. */
export function MoreFilters({ filter, onChange }: MoreFiltersProps) {
  return (
    <div className={classes["more"]}>
      <EnvironmentChoice filter={filter} onChange={onChange} />
      <VersionChoice filter={filter} onChange={onChange} />
      <TypedText
        className={classes["typed"] ?? ""}
        label="Business key"
        description="All of it, or its beginning and *"
        placeholder="A-1001 or A-10*"
        value={filter.businessKey}
        onChange={(businessKey) => onChange({ businessKey })}
      />
      <FieldFilters filter={filter} onChange={onChange} />
      <TagFilter filter={filter} onChange={onChange} />
      <TypedText
        className={classes["typed"] ?? ""}
        label="Error code"
        description="Why it did not end well"
        placeholder="http/timeout or http/*"
        value={filter.failureCode}
        onChange={(failureCode) => onChange({ failureCode })}
      />
      <Select
        label="Duration"
        description="Of runs that have ended"
        placeholder="Any duration"
        clearable
        data={choices(durations)}
        value={filter.took ?? null}
        onChange={(took) => onChange({ took: (took as TookChoice | null) ?? undefined })}
      />
      <TimeChoice filter={filter} onChange={onChange} />
      <Checkbox
        className={classes["beside"] ?? ""}
        label="Only flows that say what a run is worth or costs"
        checked={filter.priced === true}
        onChange={({ currentTarget }) => onChange({ priced: currentTarget.checked ? true : undefined })}
      />
    </div>
  );
}

function EnvironmentChoice({ filter: { environment }, onChange }: MoreFiltersProps) {
  const api = useApi();
  const environments = useQuery(api.environments.list.queryOptions(undefined, { staleTime: Infinity }));
  return (
    <Select
      label="Environment"
      description="Where the run runs"
      placeholder="Any environment"
      clearable
      data={environments.data?.map(({ name }) => name) ?? (environment === undefined ? [] : [environment])}
      value={environment ?? null}
      onChange={(chosen) => onChange({ environment: chosen ?? undefined })}
    />
  );
}

function VersionChoice({ filter: { flowId, version }, onChange }: MoreFiltersProps) {
  const api = useApi();
  const versions = useQuery(api.versions.list.queryOptions({ flowId: flowId ?? "" }, { enabled: flowId !== undefined }));
  const known = versions.data?.map((one) => String(one.number)) ?? (version === undefined ? [] : [String(version)]);
  return (
    <Select
      label="Version"
      description={flowId === undefined ? "Choose a flow first" : "Of the chosen flow"}
      placeholder="Any version"
      clearable
      disabled={flowId === undefined}
      data={known.map((value) => ({ value, label: `Version ${value}` }))}
      value={version === undefined ? null : String(version)}
      onChange={(value) => onChange({ version: value === null ? undefined : Number(value) })}
    />
  );
}

const BETWEEN = "between";

function TimeChoice({ filter: { time }, onChange }: MoreFiltersProps) {
  const [isBetween, setBetween] = useState(typeof time === "object");
  const range = typeof time === "object" ? time : {};
  return (
    <>
      <Select
        label="Started"
        description="When the run began"
        placeholder="At any time"
        clearable
        data={[...choices(times), { value: BETWEEN, label: "Between two times…" }]}
        value={isBetween ? BETWEEN : typeof time === "string" ? time : null}
        onChange={(value) => {
          setBetween(value === BETWEEN);
          if (value !== BETWEEN) onChange({ time: (value as RecentTime | null) ?? undefined });
        }}
      />
      {isBetween ? (
        <>
          <Moment label="From" value={range.since} onChange={(since) => onChange({ time: withEnd(range, "since", since) })} />
          <Moment label="Until" value={range.until} onChange={(until) => onChange({ time: withEnd(range, "until", until) })} />
        </>
      ) : null}
    </>
  );
}

type Range = { readonly since?: string; readonly until?: string };

function withEnd(range: Range, end: keyof Range, value: string | undefined): Range {
  const { [end]: _replaced, ...other } = range;
  return value === undefined ? other : { ...other, [end]: value };
}

interface MomentProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

/** A time on this person's clock, which the server does not know; it is kept as one for everybody. */
function Moment({ label, value, onChange }: MomentProps) {
  const isAlive = useIsAlive();
  return (
    <TextInput
      key={isAlive ? "alive" : "from the server"}
      type="datetime-local"
      label={label}
      description="On your clock"
      defaultValue={value === undefined || !isAlive ? "" : localText(value)}
      onChange={({ currentTarget: { value: typed } }) => {
        const ms = Date.parse(typed);
        onChange(Number.isNaN(ms) ? undefined : new Date(ms).toISOString());
      }}
    />
  );
}

/** `2026-03-04T05:06`, in the zone of the browser. */
function localText(iso: string): string {
  const ms = Date.parse(iso);
  return new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
