/** `npm run exports:check`: every example flow as an exported project, installed, compiled, run and read back. */
import { endChildrenOnSignal, passThrough } from "./child.mjs";
import { prepare } from "./prepare.mjs";
import { stopWith } from "./terminal.mjs";

endChildrenOnSignal();
try {
  await prepare({ pages: false });
  process.exitCode = await passThrough(["tests/exports/main.ts", ...process.argv.slice(2)]);
} catch (error) {
  stopWith(error);
}
