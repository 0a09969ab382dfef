import { join, resolve } from "node:path";
import { installationRoot } from "../hub/installation.ts";

/** Where this installation keeps what is not source: `OMNILINK_DATA`, or `.data` in the repository. */
export const dataFolder = resolve(process.env["OMNILINK_DATA"] ?? join(installationRoot, ".data"));
export const demoDataFolder = join(dataFolder, "demo");
export const flowsFolder = join(installationRoot, "flows");
