import { expect, it } from "vitest";
import { readGivenFile, refuseSize, textOf } from "./given-file.ts";

it("what is larger than a flow may be is refused with both figures", () => {
  expect(refuseSize(2 * 1_024 * 1_024, "The text")).toBeUndefined();
  expect(refuseSize(5_000_001, "The text")).toEqual({
    title: "The text is too large",
    text: "It has 4.8 MB; the limit is 2 MB. Export fewer workflows at once, or take sample data out of it.",
  });
  expect(refuseSize(2 * 1_024 * 1_024 + 1, "The text")?.text).toContain("It has 2.1 MB");
});

it("a file of an editor that writes UTF-16 is read as what it says", () => {
  expect(textOf(new Uint8Array([0xff, 0xfe, 0x7b, 0x00, 0xe9, 0x00]))).toBe("{é");
  expect(textOf(new Uint8Array([0xfe, 0xff, 0x00, 0x7b]))).toBe("{");
  expect(textOf(new TextEncoder().encode("\u{feff}Größe"))).toBe("Größe");
});

it("a file that is gone is refused in words", async () => {
  const gone = new File(["{}"], "gone.json");
  gone.arrayBuffer = () => Promise.reject(new Error("NotReadableError"));
  expect(await readGivenFile(gone)).toMatchObject({ title: "“gone.json” cannot be read" });
});
