import { z } from "zod";

export const MOST_SEARCH_FIELDS = 5;

/** JSONata over `input`, giving a text, a number or a boolean. */
const expression = z
  .string()
  .min(1)
  .max(10 * 1024);

/** What the runs of a flow can be looked up by beside their business key: names that people know, and where each is in the input. */
export const searchFieldsSchema = z
  .record(
    z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9_]*$/, "must start with a letter and hold only letters, digits and _")
      .max(40),
    expression,
  )
  .refine((fields) => Object.keys(fields).length <= MOST_SEARCH_FIELDS, `must be ${MOST_SEARCH_FIELDS} at most`)
  .meta({ maxProperties: MOST_SEARCH_FIELDS });

export type SearchFields = z.infer<typeof searchFieldsSchema>;
