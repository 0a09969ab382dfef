import { borrowedFunctions } from "./borrowed-functions.ts";
import { collectionFunctions } from "./collection-functions.ts";
import type { Frame } from "./frame.ts";
import { numberFunctions } from "./number-functions.ts";
import { textFunctions } from "./text-functions.ts";

/**
 * A built-in function of JSONata whose cost is linear in its arguments. It decides what its signature plainly admits;
 * every other argument leaves the bounds, because what JSONata makes of it may depend on the context.
 */
export interface BuiltIn {
  /** The fewest and the most arguments it is called with. */
  readonly least: number;
  readonly most: number;
  readonly call: (frame: Frame, first: unknown, second: unknown, third: unknown) => unknown;
  /** Gives nothing of its argument back except numbers, booleans and text. */
  readonly readsWhole?: true;
  /** Gives a sequence in JSONata, which a filter directly behind the call would see before it is collapsed. */
  readonly givesSequence?: true;
}

const builtIns: ReadonlyMap<string, BuiltIn> = new Map(
  Object.entries({ ...numberFunctions, ...textFunctions, ...collectionFunctions, ...borrowedFunctions }),
);

export const findBuiltIn = (name: string): BuiltIn | undefined => builtIns.get(name);
