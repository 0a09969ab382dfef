/** A whole number as people read it: `3,000`. */
export const count = (value: number): string => whole.format(value);

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** `1 run`, `3,000 runs`. */
export const countRuns = (runs: number): string => (runs === 1 ? "1 run" : `${count(runs)} runs`);
