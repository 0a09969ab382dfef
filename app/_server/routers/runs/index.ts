import "server-only";
import { router } from "../../trpc.ts";
import { cancelRun } from "./cancel.ts";
import { decideStep } from "./decide-step.ts";
import { exportFile } from "./export-file.ts";
import { runEvents } from "./events.ts";
import { getRun } from "./get.ts";
import { listRuns } from "./list.ts";
import { cancelOpenRuns, moveOpenRuns, previewMove } from "./open-runs.ts";
import { searchFields } from "./search-fields.ts";
import { pauseRun } from "./pause.ts";
import { previewRedrive, previewRedriveMany, redriveRun } from "./redrive.ts";
import { relatedRuns } from "./related.ts";
import { resumeRun } from "./resume.ts";
import { resumeUndo } from "./resume-undo.ts";
import { signalRun } from "./signal.ts";
import { startRun } from "./start.ts";
import { listTags, tagRun, untagRun } from "./tags.ts";

export const runsRouter = router({
  list: listRuns,
  get: getRun,
  start: startRun,
  pause: pauseRun,
  resume: resumeRun,
  cancel: cancelRun,
  decideStep,
  resumeUndo,
  previewRedrive,
  previewRedriveMany,
  redrive: redriveRun,
  previewMove,
  searchFields,
  tag: tagRun,
  untag: untagRun,
  tags: listTags,
  moveOpenRuns,
  cancelOpenRuns,
  related: relatedRuns,
  signal: signalRun,
  events: runEvents,
  exportFile,
});
