import { crc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { storedZip } from "./stored-zip.ts";

const files = [
  { path: "README.md", text: "# Orders\n" },
  { path: "src/support/naïve.ts", text: 'export const price = "5 €";\n' },
  { path: "empty.txt", text: "" },
];

/** Reads an archive as an unpacking program does: from the directory at its end to each file. */
function unzip(bytes: Uint8Array): { path: string; text: string; isIntact: boolean }[] {
  const view = new DataView(bytes.buffer);
  const end = bytes.length - 22;
  expect(view.getUint32(end, true)).toBe(0x06054b50);
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let at = view.getUint32(end + 16, true);
  expect(at + view.getUint32(end + 12, true)).toBe(end);
  return Array.from({ length: view.getUint16(end + 10, true) }, () => {
    expect(view.getUint32(at, true)).toBe(0x02014b50);
    const [crc, size, named, local] = [16, 24, 28, 42].map((offset) => view.getUint32(at + offset, true)) as number[];
    const nameLength = named! & 0xffff;
    const path = decoder.decode(bytes.subarray(at + 46, at + 46 + nameLength));
    expect(view.getUint32(local!, true)).toBe(0x04034b50);
    const from = local! + 30 + view.getUint16(local! + 26, true);
    const content = bytes.subarray(from, from + size!);
    at += 46 + nameLength;
    return { path, text: decoder.decode(content), isIntact: crc32(content) === crc };
  });
}

describe("storedZip", () => {
  it("holds every file with its name, text and checksum", () => {
    expect(unzip(storedZip(files))).toEqual(files.map((file) => ({ ...file, isIntact: true })));
  });

  it("gives the same bytes for the same files", () => {
    expect(storedZip(files)).toEqual(storedZip(files));
  });

  it("can be empty", () => {
    expect(unzip(storedZip([]))).toEqual([]);
  });
});
