import "server-only";
import { z } from "zod";
import { withRole } from "../../trpc.ts";

/** Who looks after runs. */
export const operator = withRole("engineer", "admin");

/** What every operation on a run takes; `dedupeKey` is made by the page, so that a repeated request is done once. */
export const operationFields = {
  runId: z.uuid(),
  reason: z.string().trim().max(500).exactOptional(),
  dedupeKey: z.uuid().exactOptional(),
};

export const requiredReason = z.string().trim().min(1, "Say why; it is recorded with your name").max(500);
