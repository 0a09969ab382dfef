import { defineNode, SINGLE_PORT } from "../../core/node-definition.ts";
import { isJsonObject, type JsonObject } from "../../core/json.ts";
import { describeSchedule } from "../../core/schedule/describe-schedule.ts";
import { scheduleConfig } from "../../core/schedule/schedule-config.ts";

/** What a run of a schedule gets; what `input` adds stands beside it. */
const occurrenceSchema: JsonObject = {
  type: "object",
  required: ["scheduledAt", "occurrence"],
  properties: {
    scheduledAt: { type: "string", format: "date-time" },
    occurrence: { type: "string", title: "Key of the occurrence" },
  },
};

/** An expression may add anything. */
const addedBy = (input: unknown): JsonObject =>
  isJsonObject(input) ? Object.fromEntries(Object.keys(input).map((name) => [name, {}])) : {};

export const triggerSchedule = defineNode({
  kind: "trigger.schedule",
  version: 1,
  title: "Schedule",
  purpose: "Starts a run at the times of a schedule",
  aliases: ["cron", "timer", "every", "daily", "interval", "clock"],
  category: "trigger",
  icon: "calendar-clock",
  behavior: "trigger",
  config: scheduleConfig,
  expressionPaths: [],
  form: {
    cron: { label: "Cron pattern", widget: "cron", either: "Occurs", placeholder: "30 2 * * *" },
    every: { label: "Fixed distance", widget: "duration", either: "Occurs", help: "Counted from the moment under From" },
    timeZone: { label: "Time zone", widget: "timeZone", help: "UTC without one", showWhen: { field: "cron", isSet: true } },
    overlap: {
      label: "While a run is open",
      widget: "select",
      options: { allow: "Start another", skip: "Skip the occurrence", queue: "Let one wait" },
    },
    input: { label: "Input", widget: "json", help: "More members of the run's input; expressions see schedule" },
    catchUp: {
      label: "After a standstill",
      widget: "group",
      group: "More",
      fields: { max: { label: "Missed occurrences to run", widget: "number", help: "The newest first to count" } },
    },
    jitter: { label: "Spread over", widget: "duration", group: "More", help: "Each occurrence starts up to this much later" },
    start: { label: "From", widget: "moment", group: "More" },
    end: { label: "Until", widget: "moment", group: "More" },
  },
  sees: { type: "object", required: ["schedule"], properties: { schedule: occurrenceSchema } },
  output: ({ input }) => ({
    ...occurrenceSchema,
    properties: { ...(occurrenceSchema["properties"] as JsonObject), ...addedBy(input) },
  }),
  ports: () => SINGLE_PORT,
  summarize: (config) => describeSchedule(config),
});
