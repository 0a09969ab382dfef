/** Two decimals: more would be noise. */
export const rounded = (value: number): number => Math.round(value * 100) / 100;
