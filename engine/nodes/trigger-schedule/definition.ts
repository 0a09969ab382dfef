import { defineNode, SINGLE_PORT } from "../../core/node-definition.ts";
import { describeSchedule } from "../../core/schedule/describe-schedule.ts";
import { scheduleConfig } from "../../core/schedule/schedule-config.ts";

export const triggerSchedule = defineNode({
  kind: "trigger.schedule",
  version: 1,
  title: "Schedule",
  purpose: "Starts a run at the times of a schedule",
  category: "trigger",
  icon: "calendar-clock",
  behavior: "trigger",
  config: scheduleConfig,
  expressionPaths: [],
  form: {
    cron: {
      label: "Cron",
      widget: "text",
      help: "minute hour day month weekday, such as 30 2 * * *; six fields begin with seconds",
    },
    every: { label: "Every", widget: "duration", help: "A fixed distance instead of a cron pattern" },
    timeZone: { label: "Time zone", widget: "text", help: "Such as Europe/Berlin; UTC without one" },
    overlap: { label: "While a run is open", widget: "select", help: "allow, skip the occurrence, or queue: one at most waits" },
    catchUp: { label: "Catch up", widget: "multiline", help: "How many missed occurrences run, the newest first to count" },
    jitter: { label: "Spread over", widget: "duration", help: "Each occurrence starts up to this much later" },
    start: { label: "From", widget: "text" },
    end: { label: "Until", widget: "text" },
    input: { label: "Input", widget: "multiline", help: "More members of the run's input; expressions see schedule" },
  },
  ports: () => SINGLE_PORT,
  summarize: (config) => describeSchedule(config),
});
