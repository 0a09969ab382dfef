/** Answers no receiver should send; each is JSON by its content type. */
export const poisonAnswers = {
  huge: () => `{ "text": "${"x".repeat(50 * 1024 * 1024)}" }`,
  deep: () => "[".repeat(100_000) + "]".repeat(100_000),
  nul: () => JSON.stringify({ text: "a\u0000b", "key\u0000": 1 }),
  proto: () => `{ "__proto__": { "polluted": true }, "constructor": { "prototype": { "polluted": true } }, "toString": 1 }`,
  surrogate: () => `{ "text": "\\ud800 alone" }`,
  numbers: () => `{ "big": 1e999, "long": 123456789012345678901234567890, "minus": -0 }`,
  notJson: () => "<html>",
  cut: () => `{ "text": "never`,
} as const satisfies Record<string, () => string>;

export type Poison = keyof typeof poisonAnswers;
