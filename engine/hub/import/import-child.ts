import { importFlow } from "./imported-flow.ts";
import type { FromChild, ImportFile } from "./import-apart.ts";

const say = (message: FromChild): boolean => process.send!(message);

/**
 * The entry of a process that says when it is loaded, reads one file and answers with what became of it. It is ended by its
 * parent, or with it: if it ended by itself, its end could be heard of before its answer.
 */
process.on("message", ({ text, fileName }: ImportFile) => {
  void importFlow(text, fileName).then((result) => say({ type: "read", result }));
});
process.on("disconnect", () => process.exit(0));
say({ type: "ready" });
