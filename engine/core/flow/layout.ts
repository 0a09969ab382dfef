import { z } from "zod";

/** `layout.json`: where boxes stand, in canvas pixels. Moving a box changes this file and never the logic. */
export const layoutSchema = z.strictObject({
  positions: z.record(z.string(), z.strictObject({ x: z.number(), y: z.number() })),
});

export type FlowLayout = z.infer<typeof layoutSchema>;
