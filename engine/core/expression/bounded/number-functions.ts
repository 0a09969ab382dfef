import type { BuiltIn } from "./built-ins.ts";
import { CONVERSION_EFFORT, leaveBounds, spend, type Frame } from "./frame.ts";

const onNumber = (calculate: (value: number, frame: Frame) => number | string): BuiltIn => ({
  least: 1,
  most: 1,
  call: (frame, value) => (value === undefined ? undefined : typeof value === "number" ? calculate(value, frame) : leaveBounds()),
});

/** Over a number or an array of numbers; nothing stays nothing. */
const onNumbers = (calculate: (values: readonly number[]) => number | undefined): BuiltIn => ({
  least: 1,
  most: 1,
  readsWhole: true,
  call: (frame, value) => (value === undefined ? undefined : calculate(numbersOf(value, frame))),
});

function numbersOf(value: unknown, frame: Frame): readonly number[] {
  if (typeof value === "number") return [value];
  if (!Array.isArray(value)) return leaveBounds();
  spend(frame, value.length);
  for (const item of value) if (typeof item !== "number") leaveBounds();
  return value as readonly number[];
}

function sumOf(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** JSONata passes all values as arguments of one call, which fails from some 100,000 on. */
const MOST_ARGUMENTS = 50_000;

const extreme = (pick: (one: number, other: number) => number): BuiltIn =>
  onNumbers((values) => {
    if (values.length > MOST_ARGUMENTS) return leaveBounds();
    return values.length === 0 ? undefined : values.reduce((one, other) => pick(one, other));
  });

const finiteOrLeave = (value: number): number => (Number.isFinite(value) ? value : leaveBounds());

/** Moves the decimal point in the text of a number, which loses no precision. */
function shift(value: number, places: number): number {
  const [digits, exponent] = value.toString().split("e");
  return Number(`${digits}e${exponent === undefined ? places : Number(exponent) + places}`);
}

/** Rounds half to even. */
function round(value: number, precision: number): number {
  const shifted = precision ? shift(value, precision) : value;
  let result = Math.round(shifted);
  if (Math.abs(result - shifted) === 0.5 && Math.abs(result % 2) === 1) result -= 1;
  if (precision) result = shift(result, -precision);
  return Object.is(result, -0) ? 0 : result;
}

export const numberFunctions: Readonly<Record<string, BuiltIn>> = {
  sum: onNumbers(sumOf),
  average: onNumbers((values) => (values.length === 0 ? undefined : sumOf(values) / values.length)),
  max: extreme((one, other) => Math.max(one, other)),
  min: extreme((one, other) => Math.min(one, other)),
  abs: onNumber((value) => Math.abs(value)),
  floor: onNumber((value) => Math.floor(value)),
  ceil: onNumber((value) => Math.ceil(value)),
  sqrt: onNumber((value) => (value < 0 ? leaveBounds() : Math.sqrt(value))),
  round: {
    least: 1,
    most: 2,
    call: (frame, value, precision = 0) => {
      spend(frame, CONVERSION_EFFORT);
      if (typeof precision !== "number") return leaveBounds();
      return value === undefined ? undefined : typeof value === "number" ? round(value, precision) : leaveBounds();
    },
  },
  power: {
    least: 2,
    most: 2,
    call: (_frame, base, exponent) => {
      if (typeof exponent !== "number") return leaveBounds();
      return base === undefined ? undefined : typeof base === "number" ? finiteOrLeave(base ** exponent) : leaveBounds();
    },
  },
  now: { least: 0, most: 0, call: (frame) => isoTime(frame.recorded.nowMs, frame) },
  millis: { least: 0, most: 0, call: ({ recorded }) => recorded.nowMs },
  fromMillis: onNumber(isoTime),
};

const FIRST_MS = Date.UTC(1000, 0, 1);
const END_MS = Date.UTC(10_000, 0, 1);

function isoTime(ms: number, frame: Frame): string {
  spend(frame, CONVERSION_EFFORT);
  return Number.isInteger(ms) && ms >= FIRST_MS && ms < END_MS ? new Date(ms).toISOString() : leaveBounds();
}
