import { identifier } from "../flow/flow-document.ts";

/** An id that is not taken: `http`, then `http2`, `http3`... A number at the end of `wish` is counted on. */
export function freshId(wish: string, taken: ReadonlySet<string>): string {
  const usable = identifier.safeParse(wish).success ? wish : idFrom(wish);
  if (!taken.has(usable)) return usable;
  const [, stem = usable, digits = "1"] = /^(.*?)(\d{0,9})$/.exec(usable) ?? [];
  for (let number = Number(digits || 1) + 1; ; number++) {
    const id = `${stem.slice(0, 64 - String(number).length)}${number}`;
    if (!taken.has(id)) return id;
  }
}

/** The letters and digits of any text, starting with a letter; `node` where there are none. */
export function idFrom(text: string): string {
  const words = text.match(/[A-Za-z0-9]+/g) ?? [];
  const [first = "", ...rest] = words;
  const joined =
    first.charAt(0).toLowerCase() + first.slice(1) + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  const usable = joined.replace(/^[0-9]+/, "").slice(0, 64);
  return usable === "" ? "node" : usable;
}
