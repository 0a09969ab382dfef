import { expect, it } from "vitest";
import { batchText, freeOf, stateOf, type BatchFile, type BatchState } from "./import-batch.ts";

const file = (key: number, state: BatchState): BatchFile => ({ key, name: `${key}.json`, state });

it("two files of a batch that want the same id get two", () => {
  expect(freeOf("orders", new Set())).toBe("orders");
  expect(freeOf("orders", new Set(["orders"]))).toBe("orders2");
  expect(freeOf("orders2", new Set(["orders2", "orders3"]))).toBe("orders4");
});

it("a refusal says why, with its line, and how many reasons more there are", () => {
  const problem = (message: string, line?: number) => ({
    ...({ code: "flow/unreadable", severity: "error", path: "", message, fix: "Mend it." } as const),
    ...(line === undefined ? {} : { line }),
  });
  const problems = [problem("A is wrong.", 4), problem("B at line 5 is wrong.", 5), problem("C."), problem("D.")];
  expect(stateOf({ ok: false, problems }, new Set())).toEqual({
    at: "refused",
    why: "Line 4: A is wrong. Mend it. B at line 5 is wrong. Mend it. C. Mend it. And 1 more.",
  });
});

it("says in one line how far the files have come", () => {
  const files = [file(1, { at: "reading" }), file(2, { at: "waiting" }), file(3, { at: "refused", why: "No." })];
  expect(batchText(files)).toBe("3 files: 2 to be read, 1 not to be imported.");
});
