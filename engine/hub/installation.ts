import { basename, join, resolve } from "node:path";

/** Two folders up: from here, and from the folder that `npm start` bundles the programs to. */
export const installationRoot = resolve(import.meta.dirname, "../..");

/** The file to start a child process from, given its source from the root on: of a bundled program the children are bundled too. */
export function childProgram(source: string): string {
  const isSource = import.meta.filename.endsWith(".ts");
  return isSource ? join(installationRoot, source) : join(import.meta.dirname, `${basename(source, ".ts")}.js`);
}
