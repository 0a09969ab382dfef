import { EXPRESSION_LIMITS } from "../expression-limits.ts";
import type { RecordedValues } from "../guarded-functions.ts";

/** What one evaluation carries: the scope, the values of the expression's variables, and the effort that is left. */
export interface Frame {
  readonly root: unknown;
  readonly variables: unknown[];
  readonly recorded: RecordedValues;
  effortLeft: number;
}

/** A part of an expression, ready to evaluate in a context: the scope, or the item that a path is at. */
export type Evaluate = (context: unknown, frame: Frame) => unknown;

/** A whole expression. With `around`, it is evaluated as a part of another one, which pays for it. */
export type BoundedExpression = (scope: unknown, recorded: RecordedValues, around?: Frame) => unknown;

/**
 * The evaluation met something that the bounded tier does not decide: an error, a limit, or data that looks like JSONata's
 * own marks. The guarded tier then evaluates the expression from the start, so what it says is what JSONata says.
 */
export class OutOfBounds extends Error {
  /** It would take too much time or space here: not only the words are missing. */
  readonly isLimit: boolean;

  constructor(message: string, isLimit: boolean) {
    super(message);
    this.isLimit = isLimit;
  }
}

const outOfBounds = new OutOfBounds("This evaluation is left to the guarded tier", false);
const overLimit = new OutOfBounds("This evaluation takes too much for the bounded tier", true);

export function leaveBounds(): never {
  throw outOfBounds;
}

function exceedBounds(): never {
  throw overLimit;
}

/** About 10 to 100 ns each. Every loop pays for its items before it looks at them, so nothing runs for long. */
const EFFORT = 1_000_000;

export function newFrame(root: unknown, recorded: RecordedValues, slots: number, effortLeft = EFFORT): Frame {
  return { root, recorded, variables: slots === 0 ? [] : new Array<unknown>(slots).fill(undefined), effortLeft };
}

export function spend(frame: Frame, effort: number): void {
  frame.effortLeft -= effort;
  if (frame.effortLeft < 0) exceedBounds();
}

/** Of a conversion between numbers, times and text, which allocates more than it looks. */
export const CONVERSION_EFFORT = 8;

const CHARACTERS_PER_EFFORT = 16;

export const spendText = (frame: Frame, characters: number): void => spend(frame, characters / CHARACTERS_PER_EFFORT);

/** The length that the guarded tier allows a sequence. */
export function checkLength(length: number): void {
  if (length > EXPRESSION_LIMITS.sequenceLength) exceedBounds();
}

/** Beyond these, JSONata's ranges have no end. */
export function checkCountable(first: number, last: number): void {
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last)) exceedBounds();
}
