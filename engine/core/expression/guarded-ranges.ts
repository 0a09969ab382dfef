import type jsonata from "jsonata";
import type { AstNode } from "./expression-facts.ts";
import { ExpressionTooLarge } from "./guarded-functions.ts";

/**
 * JSONata builds `from..to` by counting up. Beyond 2^53 adding one changes nothing, so it would count for ever and fill the
 * memory, where nothing can interrupt it. Its ranges are therefore built by a function of ours, which says the same about
 * everything else. The function has a name that no expression can write, because it holds spaces.
 */
const COUNTED_RANGE = "counted range";

export function guardRanges(compiled: jsonata.Expression): void {
  const ranges = rangesOf(compiled.ast() as unknown as AstNode);
  for (const range of ranges) {
    const procedure = { type: "variable", value: COUNTED_RANGE, position: range.position };
    Object.assign(range, { type: "function", procedure, arguments: [range["lhs"], range["rhs"]] });
  }
  if (ranges.length === 0) return;
  compiled.registerFunction(COUNTED_RANGE, function (this: jsonata.Focus, from: unknown, to: unknown) {
    return countedRange(from, to, mostItems(this));
  });
}

/** JSONata's own limit. */
const MOST_ITEMS = 10_000_000;

function mostItems(focus: jsonata.Focus): number {
  const { base } = focus.environment as unknown as { readonly base?: { readonly options?: { readonly sequence?: number } } };
  return base?.options?.sequence ?? MOST_ITEMS;
}

/** Throws JSONata's errors, to which it adds the words; {@link ExpressionTooLarge} beyond what can be counted. */
function countedRange(from: unknown, to: unknown, most: number): readonly number[] | undefined {
  if (from !== undefined && !isWhole(from)) throw rangeError("T2003", from);
  if (to !== undefined && !isWhole(to)) throw rangeError("T2004", to);
  if (from === undefined || to === undefined || from > to) return undefined;
  const size = to - from + 1;
  if (size > MOST_ITEMS) throw rangeError("D2014", size);
  if (size > most) throw rangeError("D2015", size);
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to)) {
    const end = Number.isSafeInteger(from) ? to : from;
    throw new ExpressionTooLarge(`A range cannot count at ${end}: beyond ${Number.MAX_SAFE_INTEGER} adding one changes nothing`);
  }
  const items = Array.from({ length: size }, (_, index) => from + index);
  return Object.assign(items, { sequence: true });
}

const isWhole = (value: unknown): value is number => Number.isInteger(value);

/** JSONata writes the message. */
const rangeError = (code: string, value: unknown): Error => Object.assign(new Error(code), { code, value, token: ".." });

/** Ranges whose ends are not written as numbers that can be counted. */
function rangesOf(root: AstNode): readonly AstNode[] {
  const found: AstNode[] = [];
  const seen = new Set<unknown>();
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null || value instanceof RegExp || seen.has(value)) return;
    seen.add(value);
    for (const member of Object.values(value)) visit(member);
    const node = value as AstNode;
    if (node.type === "binary" && node.value === ".." && !(isCountable(node["lhs"]) && isCountable(node["rhs"])))
      found.push(node);
  };
  visit(root);
  return found;
}

const isCountable = (end: unknown): boolean =>
  (end as AstNode).type === "number" && Number.isSafeInteger((end as AstNode).value) && !("predicate" in (end as AstNode));
