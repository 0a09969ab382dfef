import "server-only";
import { router } from "../../trpc.ts";
import { pastRun } from "./past-run.ts";
import { runScenarios } from "./scenarios.ts";
import { runTry } from "./run.ts";

export const triesRouter = router({ run: runTry, pastRun, scenarios: runScenarios });
