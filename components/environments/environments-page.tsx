"use client";

import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { LoadFailure } from "#components/shared/api/load-failure.tsx";
import { useApi } from "#components/shared/api/trpc.tsx";
import { useMembership } from "#components/shared/membership.tsx";
import { PageBar } from "#components/ui/page-bar.tsx";
import { ConnectionTable } from "./connection-table.tsx";
import classes from "./environments.module.css";
import { ScheduleSwitches } from "./schedule-switches.tsx";
import { SettingHistory } from "./setting-history.tsx";
import { VariableTable } from "./variable-table.tsx";

/** What each environment gives to flows: variables, where the names of connections lead, and whether schedules run. Admins change it. */
export function EnvironmentsPage() {
  const api = useApi();
  const mayChange = useMembership().role === "admin";
  const environments = useQuery(api.environments.list.queryOptions(undefined, { staleTime: Infinity }));
  const settings = useQuery(api.environments.settings.queryOptions());
  const connections = useQuery(api.connections.list.queryOptions());
  const failed = [environments, settings, connections].find(({ error }) => error !== null);
  const names = environments.data?.map(({ name }) => name);
  return (
    <>
      <PageBar title="Environments" />
      <div className={classes["page"]}>
        {failed ? <LoadFailure what="The environments" error={failed.error} onRetry={() => void failed.refetch()} /> : null}
        {names && settings.data && connections.data ? (
          <>
            <VariableTable environments={names} variables={settings.data.variables} mayChange={mayChange} />
            <ConnectionTable
              environments={names}
              mappings={settings.data.mappings}
              connections={connections.data}
              mayChange={mayChange}
            />
            <ScheduleSwitches environments={names} settings={settings.data.schedules} mayChange={mayChange} />
            <SettingHistory />
          </>
        ) : failed ? null : (
          <Skeleton height={240} radius={10} role="group" aria-busy aria-label="Loading environments" />
        )}
      </div>
    </>
  );
}
