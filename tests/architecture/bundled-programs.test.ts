import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** The core looks for no files; `bootstrap` is not bundled but for `workspace.mjs`, which looks for the root instead of counting folders. */
const sources = globSync("{engine,prisma}/**/*.{ts,mjs}", {
  exclude: ["**/*.test.ts", "engine/core/**", "engine/host/bootstrap/**", "**/starter/**"],
});
const WHERE_IT_IS = /import\.meta\.(url|dirname|filename)/;

describe("programs that are bundled", () => {
  it("find files by a path that is the same from the bundle: their source lies two folders below the root as well", () => {
    const lost = sources.filter((file) => {
      const lines = readFileSync(file, "utf8").split("\n");
      const looking = lines.filter((line) => WHERE_IT_IS.test(line) && !/createRequire\(|process\.argv\[1\]/.test(line));
      return looking.length > 0 && file.split("/").length !== 3;
    });
    expect(lost).toEqual([]);
  });
});
