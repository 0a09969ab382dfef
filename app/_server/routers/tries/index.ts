import "server-only";
import { router } from "../../trpc.ts";
import { pastRun } from "./past-run.ts";
import { recordedOutput } from "./recorded-output.ts";
import { runScenarios } from "./scenarios.ts";
import { runTry } from "./run.ts";

export const triesRouter = router({ run: runTry, pastRun, recordedOutput, scenarios: runScenarios });
