/** The patterns people mean most, as choices; any other cron pattern is `custom` and written by hand. */
export type CronChoice =
  | { readonly type: "minutes"; readonly every: number }
  | { readonly type: "hourly"; readonly minute: number }
  | { readonly type: "daily"; readonly time: string }
  | { readonly type: "weekdays"; readonly time: string }
  | { readonly type: "weekly"; readonly time: string; readonly day: number }
  | { readonly type: "monthly"; readonly time: string; readonly day: number }
  | { readonly type: "custom"; readonly pattern: string };

export type CronChoiceType = CronChoice["type"];

export const CRON_CHOICES: readonly { readonly type: CronChoiceType; readonly label: string }[] = [
  { type: "minutes", label: "Every few minutes" },
  { type: "hourly", label: "Every hour" },
  { type: "daily", label: "Every day" },
  { type: "weekdays", label: "Monday to Friday" },
  { type: "weekly", label: "Every week" },
  { type: "monthly", label: "Every month" },
  { type: "custom", label: "Cron pattern" },
];

export const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

const PATTERNS: readonly [RegExp, (parts: readonly string[]) => CronChoice][] = [
  [/^\*\/(\d+) \* \* \* \*$/, ([every]) => ({ type: "minutes", every: Number(every) })],
  [/^(\d+) \* \* \* \*$/, ([minute]) => ({ type: "hourly", minute: Number(minute) })],
  [/^(\d+) (\d+) \* \* \*$/, (at) => ({ type: "daily", time: clock(at) })],
  [/^(\d+) (\d+) \* \* (?:1-5|MON-FRI)$/i, (at) => ({ type: "weekdays", time: clock(at) })],
  [/^(\d+) (\d+) \* \* ([0-6])$/, (at) => ({ type: "weekly", time: clock(at), day: Number(at[2]) })],
  [/^(\d+) (\d+) (\d+) \* \*$/, (at) => ({ type: "monthly", time: clock(at), day: Number(at[2]) })],
];

const clock = ([minute = "", hour = ""]: readonly string[]): string => `${hour.padStart(2, "0")}:${minute.padStart(2, "0")}`;

export function readCron(pattern: string): CronChoice {
  const plain = pattern.trim().replace(/\s+/g, " ");
  for (const [shape, read] of PATTERNS) {
    const match = shape.exec(plain);
    if (match) return read(match.slice(1));
  }
  return { type: "custom", pattern };
}

export function writeCron(choice: CronChoice): string {
  const at = "time" in choice ? choice.time.split(":").map(Number) : [];
  const when = `${at[1] ?? 0} ${at[0] ?? 0}`;
  switch (choice.type) {
    case "minutes":
      return `*/${choice.every} * * * *`;
    case "hourly":
      return `${choice.minute} * * * *`;
    case "daily":
      return `${when} * * *`;
    case "weekdays":
      return `${when} * * 1-5`;
    case "weekly":
      return `${when} * * ${choice.day}`;
    case "monthly":
      return `${when} ${choice.day} * *`;
    case "custom":
      return choice.pattern;
  }
}

/** The same choice in another form, keeping the time of day where both have one. */
export function changeCron(from: CronChoice, type: CronChoiceType): CronChoice {
  const time = "time" in from ? from.time : "09:00";
  switch (type) {
    case "minutes":
      return { type, every: 15 };
    case "hourly":
      return { type, minute: 0 };
    case "daily":
    case "weekdays":
      return { type, time };
    case "weekly":
      return { type, time, day: 1 };
    case "monthly":
      return { type, time, day: 1 };
    case "custom":
      return { type, pattern: writeCron(from) };
  }
}
