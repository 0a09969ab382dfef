import { z } from "zod";

/** Of one mapping, so that publishing stays quick. */
export const MAX_MAPPING_TESTS = 100;

/**
 * A test case of a mapping: what the expression sees, and what it must make of it. It stands beside the mapping in the document (`tests` of
 * the node), so it is copied, renamed, undone and published with it.
 */
export const mappingTestSchema = z
  .strictObject({
    name: z.string().min(1).max(120),
    /** The scope: `input`, `steps`, `vars`, `item` and so on. */
    given: z.record(z.string(), z.json()),
    /** The value it must make; `null` also for one that finds nothing. */
    expected: z.json().optional(),
    /** Instead of `expected`: the code it must fail with, such as `contract/mismatch`. */
    fails: z.string().min(1).max(100).optional(),
    /** JSON pointers into the value that are not compared; `*` stands for any name or index: `/lines/0/id`, or with a star in place of the 0. */
    ignore: z.array(z.string().max(500)).max(50).optional(),
    /** How far a number may be off. */
    tolerance: z.number().min(0).optional(),
    /** What `$now()` and `$millis()` say. Default: 2024-01-01T00:00:00Z. */
    now: z.iso.datetime().optional(),
  })
  .refine(({ expected, fails }) => (expected === undefined) !== (fails === undefined), "must have either expected or fails");

export type MappingTest = z.infer<typeof mappingTestSchema>;
