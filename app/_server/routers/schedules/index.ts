import "server-only";
import { router } from "../../trpc.ts";
import { backfill, previewBackfill } from "./backfill.ts";
import { listSchedules } from "./list.ts";
import { pauseSchedule, resumeSchedule } from "./pause.ts";

export const schedulesRouter = router({
  list: listSchedules,
  pause: pauseSchedule,
  resume: resumeSchedule,
  previewBackfill,
  backfill,
});
