import { describe, expect, it } from "vitest";
import { firstLoadOf, hasBuild } from "./first-load.ts";

const MOST_BYTES = 350 * 1024;

/** Pages on which people look and work all day. */
const pages = ["(workspace)/flows/[flowId]/page", "(workspace)/runs/[runId]/page", "(workspace)/runs/page"];

/** Measured on what `next build` has written; without a build there is nothing to measure. */
describe.skipIf(!hasBuild())("the scripts of the first load, compressed", () => {
  it.each(pages)("of %s stay small", (page) => {
    const { total, scripts } = firstLoadOf(page);
    const largest = scripts.slice(0, 5).map(({ file, bytes }) => `${file} ${Math.round(bytes / 1024)} KB`);
    expect(total, `The largest are ${largest.join(", ")}. Load what is not needed at first with next/dynamic.`).toBeLessThan(
      MOST_BYTES,
    );
  });
});
