"use client";

import { Switch } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { PRODUCTION } from "#engine/core/environment/environment.ts";
import { apiErrorMessage, useApi, type ApiOutputs } from "#components/shared/api/trpc.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import classes from "./environments.module.css";

type Setting = ApiOutputs["environments"]["settings"]["schedules"][number];

interface ScheduleSwitchesProps {
  readonly environments: readonly string[];
  readonly settings: readonly Setting[];
  readonly mayChange: boolean;
}

/** Where schedules start runs: always in production, elsewhere when somebody says so. */
export function ScheduleSwitches({ environments, settings, mayChange }: ScheduleSwitchesProps) {
  const api = useApi();
  const queries = useQueryClient();
  const change = useMutation(
    api.environments.setSchedules.mutationOptions({ onSettled: () => void queries.invalidateQueries() }),
  );
  return (
    <section className={classes["section"]} aria-labelledby="schedules">
      <div className={classes["head"]}>
        <h2 id="schedules">Schedules</h2>
      </div>
      <p className={classes["text"]}>
        Where they are on, every flow that is live there starts at its times. Switched on, a schedule begins with its next time:
        none is made up for.
      </p>
      {change.error ? (
        <Notice tone="bad" title="Nothing was changed">
          {apiErrorMessage(change.error)}
        </Notice>
      ) : null}
      <ul className={classes["switches"]}>
        {environments.map((environment) => {
          const setting = settings.find((one) => one.environment === environment);
          const isProduction = environment === PRODUCTION;
          return (
            <li key={environment}>
              <Switch
                label={`Run schedules in ${environment}`}
                checked={isProduction || setting?.isOn === true}
                disabled={isProduction || !mayChange || change.isPending}
                onChange={(event) => change.mutate({ environment, isOn: event.currentTarget.checked })}
              />
              <span className={classes["text"]}>
                {isProduction ? (
                  "Always; pause a single one on the page of its flow"
                ) : setting ? (
                  <>
                    Switched {setting.isOn ? "on" : "off"} by {setting.changedBy}, <RelativeTime at={setting.changedAt} />
                  </>
                ) : (
                  "Off from the beginning"
                )}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
