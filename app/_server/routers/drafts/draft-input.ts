import "server-only";
import { z } from "zod";
import { identifier } from "#engine/core/flow/flow-document.ts";
import type { DraftAuthor } from "#engine/runtime/drafts.ts";
import { withRole } from "../../trpc.ts";

export const draftName = { flowId: identifier };
export const flowName = z
  .string()
  .trim()
  .min(1)
  .max(120)
  .refine((name) => !name.includes("\0"), "must not hold the character U+0000");
/** Of one window; made up there. */
export const clientId = z.string().regex(/^[A-Za-z0-9-]{8,64}$/, "must be 8 to 64 letters, digits and -");
export const revision = z.int().min(0);

/** Who may change flows. */
export const editor = withRole("analyst", "engineer", "admin");

export const authorOf = ({ userId, name }: { readonly userId: string; readonly name: string }): DraftAuthor => ({ userId, name });
