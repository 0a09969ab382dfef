import "server-only";
import { randomUUID } from "node:crypto";
import { TRPCError } from "@trpc/server";
import { z } from "zod";

export const notFound = (thing: string, id: string): TRPCError =>
  new TRPCError({ code: "NOT_FOUND", message: `There is no ${thing} "${id}" in this organization. It may have been removed.` });

export const signedOut = (): TRPCError =>
  new TRPCError({ code: "UNAUTHORIZED", message: "You are signed out. Sign in again to go on." });

export const forbidden = (role: string, allowed: readonly string[]): TRPCError =>
  new TRPCError({ code: "FORBIDDEN", message: `Your role (${role}) may not do this. It takes one of: ${allowed.join(", ")}.` });

export const conflict = (message: string): TRPCError => new TRPCError({ code: "CONFLICT", message });

export const refused = (message: string): TRPCError => new TRPCError({ code: "BAD_REQUEST", message });

/**
 * What a person reads for an error of the API. Causes that are not theirs to know are logged under a reference instead; that
 * the database is away, they are told.
 */
export function messageForPerson(error: TRPCError, isDatabaseAway: (cause: unknown) => boolean): string {
  if (error.cause instanceof z.ZodError) return error.cause.issues.map(issueLine).join(" ");
  if (error.code !== "INTERNAL_SERVER_ERROR") return error.message;
  const reference = randomUUID().slice(0, 8);
  process.stderr.write(`[web] request failed, reference ${reference}: ${String((error.cause ?? error).stack)}\n`);
  if (isDatabaseAway(error.cause))
    return `OmniLink cannot reach its database at the moment. Try again in a moment; the server's log has the cause under reference ${reference}.`;
  return `OmniLink could not answer this request. Try again; if it fails again, look for reference ${reference} in the server's log.`;
}

function issueLine(issue: z.core.$ZodIssue): string {
  const place = issue.path.join(".") || "The request";
  const isCutOff = issue.code === "invalid_format" && issue.format === "uuid";
  return isCutOff ? `${place} is not a whole id. The link may be cut off or mistyped.` : `${place}: ${issue.message}.`;
}
