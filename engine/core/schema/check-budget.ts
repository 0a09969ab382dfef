/**
 * How many times a check may look at a part of a value with a part of a schema. Schemas that point at themselves, and choices
 * inside of choices, make that double with every level, whatever the size of the value; and nothing can interrupt a check.
 */
export interface CheckBudget {
  /** Below zero once it was not enough. */
  visitsLeft: number;
}

/** Some 2 µs each. A value of a megabyte that is described plainly takes fewer. */
export const MOST_VISITS = 500_000;

export class BudgetSpent extends Error {}

const spent = new BudgetSpent(`it takes more than ${MOST_VISITS} comparisons with the schema`);

/** The validator works on one value at a time, without a pause. */
let current: CheckBudget = { visitsLeft: 0 };

export function withBudget<Result>(budget: CheckBudget, check: () => Result): Result {
  current = budget;
  return check();
}

/** A keyword of a draft that is not ours: the validator asks each schema for it whenever it looks at a value with it. */
const ASKED_FOR = "$recursiveAnchor";

const countVisit: PropertyDescriptor = {
  enumerable: false,
  get(): undefined {
    if (--current.visitsLeft < 0) throw spent;
    return undefined;
  },
};

/** Makes a prepared schema, and all schemas in it, count how often they are looked at. */
export function countVisits(schema: unknown): void {
  if (typeof schema !== "object" || schema === null) return;
  for (const member of Object.values(schema)) countVisits(member);
  if (!Array.isArray(schema)) Object.defineProperty(schema, ASKED_FOR, countVisit);
}
