/**
 * What follows when data are not as a contract says: `reject` fails the step, `deadLetter` sets it aside for a person to decide,
 * `warn` goes on and records what was wrong. Apart from what checks contracts, which pages need not load to draw a node.
 */
export const mismatchPolicies = ["reject", "deadLetter", "warn"] as const;
export type MismatchPolicy = (typeof mismatchPolicies)[number];
