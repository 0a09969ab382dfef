import { readableDuration } from "../duration.ts";
import { isTimeZone } from "./cron.ts";
import type { ScheduleConfig } from "./schedule-config.ts";

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const SHORT = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** A schedule as a person says it: "Every day at 02:30 (Europe/Berlin)". A pattern without short words is shown as it is. */
export function describeSchedule({ cron, every, timeZone = "UTC" }: ScheduleConfig): string {
  if (cron === undefined) return `Every ${readableDuration(every ?? "").replace(/^1 (?=\w+$)/, "")}`;
  return `${cronInWords(cron.trim()) ?? `Cron ${cron.trim()}`} (${timeZone})`;
}

function cronInWords(cron: string): string | undefined {
  const fields = cron.split(/\s+/);
  if (fields.length === 6 && fields[0] !== "0") return undefined;
  const [minute = "", hour = "", day = "", month = "", weekday = ""] = fields.slice(-5);
  const when = month === "*" ? daysInWords(day, weekday) : undefined;
  if (when === undefined) return undefined;
  if (isNumber(minute) && isNumber(hour)) return `${when} at ${hour.padStart(2, "0")}:${minute.padStart(2, "0")}`;
  return when === "Every day" && hour === "*" ? minutesInWords(minute) : undefined;
}

const isNumber = (field: string): boolean => /^\d+$/.test(field);

function minutesInWords(minute: string): string | undefined {
  if (minute === "*") return "Every minute";
  if (/^\*\/\d+$/.test(minute)) return `Every ${minute.slice(2)} minutes`;
  return isNumber(minute) ? `Every hour at minute ${minute}` : undefined;
}

function daysInWords(day: string, weekday: string): string | undefined {
  if (day === "*" && weekday === "*") return "Every day";
  if (weekday === "*") return isNumber(day) ? `On day ${day} of every month` : undefined;
  if (day !== "*") return undefined;
  const name = weekday.toUpperCase();
  if (name === "1-5" || name === "MON-FRI") return "Monday to Friday";
  const index = SHORT.includes(name) ? SHORT.indexOf(name) : /^[0-7]$/.test(name) ? Number(name) : -1;
  return index < 0 ? undefined : `Every ${DAYS[index]}`;
}

/** A moment in the schedule's own zone: "Sun, 29 Mar 2026, 03:00:00 CEST"; in UTC where the zone is unknown. */
export function inZone(at: string | number, timeZone: string): string {
  return new Intl.DateTimeFormat("en-GB", {
    timeZone: isTimeZone(timeZone) ? timeZone : "UTC",
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
  }).format(new Date(at));
}
