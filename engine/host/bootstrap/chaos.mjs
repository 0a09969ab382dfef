/** `npm run chaos [-- --seed N --minutes M --only T1,T3]`: faults against real processes for as long as asked. */
import { endChildrenOnSignal, passThrough } from "./child.mjs";
import { prepare } from "./prepare.mjs";
import { stopWith } from "./terminal.mjs";

endChildrenOnSignal();
try {
  await prepare({ pages: false });
  process.exitCode = await passThrough(["tests/chaos/main.ts", ...process.argv.slice(2)]);
} catch (error) {
  stopWith(error);
}
