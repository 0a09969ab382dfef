import "server-only";
import { z } from "zod";
import { identifier } from "#engine/core/flow/flow-document.ts";
import { runStatuses } from "#engine/core/machine/run-event.ts";
import { environment } from "../environments/environment-input.ts";
import { signedInProcedure } from "../../trpc.ts";

const YEARS_MS = 10 * 366 * 24 * 3_600_000;
const duration = z.number().min(0).max(YEARS_MS);

/** Which runs somebody looks for. */
export const runSearch = {
  flowId: identifier.exactOptional(),
  environment: environment.exactOptional(),
  version: z.int().min(1).max(1_000_000).exactOptional(),
  status: z.array(z.enum(runStatuses)).max(runStatuses.length).exactOptional(),
  text: z.string().trim().max(200).exactOptional(),
  businessKey: z.string().trim().max(201).exactOptional(),
  searchFields: z.record(z.string().max(40), z.string().trim().max(201)).exactOptional(),
  tags: z.array(z.string().trim().min(1).max(200)).max(10).exactOptional(),
  failureCode: z.string().trim().max(101).exactOptional(),
  since: z.iso.datetime().exactOptional(),
  until: z.iso.datetime().exactOptional(),
  priced: z.literal(true).exactOptional(),
  leastMs: duration.exactOptional(),
  mostMs: duration.exactOptional(),
};

const input = z.strictObject({
  ...runSearch,
  /** Runs older than this run id. */
  cursor: z.uuid().nullish(),
  limit: z.int().min(1).max(100).default(30),
  /** Sent by the infinite query of the client; runs are only paged backwards. */
  direction: z.literal("forward").exactOptional(),
});

/** What a text column cannot hold is in none of its values. */
const isSearchable = (text: string | undefined): boolean =>
  text === undefined || (text.isWellFormed() && !text.includes("\u0000"));

interface Texts {
  readonly text?: string;
  readonly businessKey?: string;
  readonly failureCode?: string;
  readonly searchFields?: Readonly<Record<string, string>>;
  readonly tags?: readonly string[];
}

export const canMatch = ({ text, businessKey, failureCode, searchFields = {}, tags = [] }: Texts): boolean =>
  [text, businessKey, failureCode, ...Object.entries(searchFields).flat(), ...tags].every(isSearchable);

export const listRuns = signedInProcedure.input(input).query(({ ctx, input: { cursor, direction: _direction, ...filter } }) => {
  if (!canMatch(filter)) return { runs: [] };
  return ctx.engine.runs.list(ctx.me.orgId, { ...filter, ...(cursor ? { before: cursor } : {}) });
});
