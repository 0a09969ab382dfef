/** `node bundle.mjs FOLDER NAME=SOURCE...`: bundles each source, with all that it imports, to `FOLDER/NAME.js`. */
import { join } from "node:path";
import { rolldown } from "rolldown";
import { root } from "./workspace.mjs";

/** Large and needed by one command, or not there at all. */
const APART = ["typescript", "pg-native"];

const [folder, ...programs] = process.argv.slice(2);
const bundle = await rolldown({
  cwd: root,
  input: Object.fromEntries(programs.map((program) => program.split("="))),
  platform: "node",
  external: APART,
  // What fails to resolve or is unclear would fail when it is run.
  onLog: (_level, log) => {
    throw new Error(log.message);
  },
});
await bundle.write({ dir: join(root, folder), format: "esm", chunkFileNames: "[name]-[hash].js" });
await bundle.close();
