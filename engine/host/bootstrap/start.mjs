/** `npm start`: plain JavaScript for whatever Node the user has; makes what is missing, then hands over to the supervisor. */
import { endChildrenOnSignal, passThrough } from "./child.mjs";
import { prepare } from "./prepare.mjs";
import { stopWith } from "./terminal.mjs";

endChildrenOnSignal();
try {
  await prepare({ pages: true });
  process.exitCode = await passThrough(["engine/host/supervise.ts"]);
} catch (error) {
  stopWith(error);
}
