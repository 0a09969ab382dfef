import { z } from "zod";

/** `404`, or a class of statuses such as `2xx`. */
export const statusRule = z.union([z.int().min(200).max(599), z.string().regex(/^[2-5]xx$/)], {
  error: "must be a status such as 404 or a class such as 2xx",
});

export type StatusRule = z.infer<typeof statusRule>;

export const SUCCESS: readonly StatusRule[] = ["2xx"];

export const matchesStatus = (rules: readonly StatusRule[], status: number): boolean =>
  rules.some((rule) => (typeof rule === "number" ? rule === status : rule.startsWith(String(Math.floor(status / 100)))));
