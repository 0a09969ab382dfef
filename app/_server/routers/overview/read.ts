import "server-only";
import { z } from "zod";
import { signedInProcedure } from "../../trpc.ts";

const LONGEST_DAYS = 366;
const DAY_MS = 86_400_000;
const moment = z.iso.datetime();

const input = z
  .strictObject({ since: moment, until: moment })
  .refine(({ since, until }) => Date.parse(since) < Date.parse(until), "The period must end after it begins.")
  .refine(
    ({ since, until }) => Date.parse(until) - Date.parse(since) <= LONGEST_DAYS * DAY_MS,
    "The period is longer than a year.",
  );

export const readOverview = signedInProcedure
  .input(input)
  .query(({ ctx, input: period }) => ctx.engine.overview.read(ctx.me.orgId, period));
