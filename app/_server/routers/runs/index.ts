import "server-only";
import { router } from "../../trpc.ts";
import { cancelRun } from "./cancel.ts";
import { runEvents } from "./events.ts";
import { getRun } from "./get.ts";
import { listRuns } from "./list.ts";
import { signalRun } from "./signal.ts";
import { startRun } from "./start.ts";

export const runsRouter = router({
  list: listRuns,
  get: getRun,
  start: startRun,
  cancel: cancelRun,
  signal: signalRun,
  events: runEvents,
});
