import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { captureNode } from "./child.mjs";
import { hashOf } from "./stamp.mjs";
import { progress, Stop } from "./terminal.mjs";
import { exists, root } from "./workspace.mjs";

/**
 * The programs whose start somebody waits for: a worker that takes over from one that died, a command. Each is bundled from
 * its source with all that it imports, which makes it ready in three fifths of the time (ADR 39). Without a bundle the
 * sources run as they are.
 */
const PROGRAMS = {
  worker: "engine/host/worker.ts",
  omnilink: "engine/cli/main.ts",
  "jail-child": "engine/hub/jail/jail-child.ts",
  "import-child": "engine/hub/import/import-child.ts",
};

const FOLDER = "generated";
/** A folder per state of the sources: processes that run from an older one still load parts of it. */
const PREFIX = "programs-";
const KEPT = 3;

const SOURCES = ["engine", "generated/prisma", "package-lock.json"];
const isSource = (file) => !/\.test\.ts$|\.md$/.test(file);
let folderOfSources;

/** Two folders below the root, as `engine/hub/installation.ts` relies on. */
function bundleFolder() {
  folderOfSources ??= join(FOLDER, `${PREFIX}${hashOf(SOURCES, isSource).slice(0, 16)}`);
  return folderOfSources;
}

/** The file to start a program from: its bundle when there is one of these sources, else its source. */
export function programFile(name) {
  const bundle = join(bundleFolder(), `${name}.js`);
  return join(root, exists(bundle) ? bundle : PROGRAMS[name]);
}

/** Bundles the programs unless these very sources have been bundled. */
export async function bundlePrograms(report = progress) {
  const folder = bundleFolder();
  if (exists(folder)) return;
  const step = report("Bundling the programs", "a few seconds");
  const unfinished = join(FOLDER, `unfinished-${process.pid}`);
  const entries = Object.entries(PROGRAMS).map(([name, source]) => `${name}=${source}`);
  const { code, output } = await captureNode([join(root, "engine/host/bootstrap/bundle.mjs"), unfinished, ...entries]);
  if (code !== 0) {
    rmSync(join(root, unfinished), { recursive: true, force: true });
    step.failed();
    throw new Stop("The programs could not be bundled.", "Mend what is said above, then run the same command again.", output);
  }
  moveInto(folder, unfinished);
  forgetOldBundles();
  step.done();
}

/** Another process may have been as fast with the same sources; its bundle is as good as ours. */
function moveInto(folder, unfinished) {
  mkdirSync(join(root, FOLDER), { recursive: true });
  try {
    renameSync(join(root, unfinished), join(root, folder));
  } catch (error) {
    rmSync(join(root, unfinished), { recursive: true, force: true });
    if (!existsSync(join(root, folder))) throw error;
  }
}

function forgetOldBundles() {
  const bundles = readdirSync(join(root, FOLDER))
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => ({ path: join(root, FOLDER, name), madeAt: statSync(join(root, FOLDER, name)).mtimeMs }))
    .sort((a, b) => b.madeAt - a.madeAt);
  for (const { path } of bundles.slice(KEPT)) rmSync(path, { recursive: true, force: true });
}
