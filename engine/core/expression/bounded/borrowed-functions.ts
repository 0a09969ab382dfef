import jsonata from "jsonata";
import type { BuiltIn } from "./built-ins.ts";
import { CONVERSION_EFFORT, leaveBounds, spend, spendText } from "./frame.ts";

/**
 * Built-in functions that this tier takes from JSONata as they are: they look at their arguments only, and their work is
 * small. JSONata hands them out by evaluating their names, which is asynchronous, so the first evaluations may come too
 * early; those are left to the guarded tier.
 */
type Kind = "s" | "n";

interface Borrowed {
  /** Of its parameters, in order: text or number. */
  readonly kinds: readonly Kind[];
  readonly least: number;
}

const BORROWED: Readonly<Record<string, Borrowed>> = {
  formatNumber: { kinds: ["n", "s"], least: 2 },
  formatBase: { kinds: ["n", "n"], least: 1 },
  formatInteger: { kinds: ["n", "s"], least: 2 },
  parseInteger: { kinds: ["s", "s"], least: 2 },
  base64encode: { kinds: ["s"], least: 1 },
  base64decode: { kinds: ["s"], least: 1 },
  encodeUrl: { kinds: ["s"], least: 1 },
  encodeUrlComponent: { kinds: ["s"], least: 1 },
  decodeUrl: { kinds: ["s"], least: 1 },
  decodeUrlComponent: { kinds: ["s"], least: 1 },
};

type Implementation = (...given: readonly unknown[]) => unknown;

const implementations = new Map<string, Implementation>();
for (const name of Object.keys(BORROWED)) {
  void jsonata(`$${name}`)
    .evaluate(null)
    .then((found: { readonly implementation: Implementation }) => implementations.set(name, found.implementation));
}

/** A picture or a text of more characters is no longer small work. */
const MOST_CHARACTERS = 10_000;

function borrow(name: string, { kinds, least }: Borrowed): BuiltIn {
  return {
    least,
    most: kinds.length,
    call: (frame, ...given) => {
      spend(frame, 4 * CONVERSION_EFFORT);
      const implementation = implementations.get(name) ?? leaveBounds();
      const used = given.slice(0, kinds.length);
      used.forEach((value, index) => {
        if (!isSmall(value, kinds[index]!)) leaveBounds();
      });
      try {
        const result = implementation(...used);
        if (typeof result === "string") spendText(frame, result.length);
        return result;
      } catch {
        return leaveBounds();
      }
    },
  };
}

function isSmall(value: unknown, kind: Kind): boolean {
  if (value === undefined) return true;
  if (kind === "n") return typeof value === "number";
  return typeof value === "string" && value.length <= MOST_CHARACTERS;
}

export const borrowedFunctions: Readonly<Record<string, BuiltIn>> = Object.fromEntries(
  Object.entries(BORROWED).map(([name, borrowed]) => [name, borrow(name, borrowed)]),
);
