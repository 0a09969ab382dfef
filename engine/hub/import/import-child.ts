import { importFlow } from "./imported-flow.ts";
import type { ImportFile } from "./import-apart.ts";

/** The entry of a process that reads one file and answers with what became of it. Ends with its parent. */
process.on("message", ({ text, fileName }: ImportFile) => {
  void importFlow(text, fileName).then((result) => process.send!(result, () => process.exit(0)));
});
process.on("disconnect", () => process.exit(0));
