/**
 * Defects of the engine that the tests have found and that are not mended yet, as the problem each shows up as. A defect
 * has a test of its own that is expected to fail; when it is mended that test says so, and the entry goes.
 */
const knownDefects: readonly RegExp[] = [];

export const isKnownDefect = (problem: string): boolean => knownDefects.some((pattern) => pattern.test(problem));
