import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { capture, captureNode } from "./child.mjs";
import { bundlePrograms } from "./programs.mjs";
import { hashOf, isFresh, writeStamp } from "./stamp.mjs";
import { progress, Stop } from "./terminal.mjs";
import { exists, pinnedNode, root, toolScript, userEnvironment } from "./workspace.mjs";

const OLDEST_NODE = 18;

/**
 * Makes what is missing or stale, in order: packages, the database client, the bundled programs, and (when asked for) the web
 * pages. Each step leaves a stamp, so that a second start does nothing.
 */
export async function prepare({ pages }) {
  refuseOldNode();
  await installPackages();
  await generateDatabaseClient();
  await bundlePrograms();
  if (pages) await buildPages();
}

function refuseOldNode() {
  if (Number(process.versions.node.split(".")[0]) >= OLDEST_NODE) return;
  throw new Stop(
    `This is Node ${process.versions.node}; starting needs Node ${OLDEST_NODE} or newer.`,
    "Install a newer Node from https://nodejs.org and run the same command again.",
  );
}

async function installPackages() {
  const stamp = "node_modules/.omnilink-stamp";
  const hash = `${hashOf(["package-lock.json"])} ${process.platform} ${process.arch}`;
  if (isFresh(stamp, hash) && existsSync(pinnedNode)) return;
  const step = progress("Installing packages", "about a minute, longer on a slow network");
  const { code, output } = await capture("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    env: userEnvironment(),
  });
  if (code !== 0) {
    step.failed();
    throw new Stop(
      "npm could not install the packages of this project.",
      "Read npm's own lines above. Check the network and the disk, then run the same command again.",
      output,
    );
  }
  if (!existsSync(pinnedNode)) {
    step.failed();
    throw new Stop(
      "The packages are installed, but the Node that belongs to them is missing.",
      "Install scripts seem to be off: run `npm config set ignore-scripts false`, then the same command again.",
      output,
    );
  }
  writeStamp(stamp, hash);
  step.done();
}

export async function generateDatabaseClient(report = progress) {
  if (!exists("prisma", "schema.prisma")) return;
  const stamp = "generated/.stamp";
  const hash = hashOf(["prisma/schema.prisma", "prisma/cli.mjs", "prisma.config.ts", "package-lock.json"]);
  if (isFresh(stamp, hash) && exists("generated", "prisma")) return;
  const step = report("Generating the database client", "a few seconds");
  const { code, output } = await captureNode([join(root, "prisma", "cli.mjs"), "generate"]);
  if (code !== 0) {
    step.failed();
    throw new Stop(
      "The database client could not be generated from prisma/schema.prisma.",
      "Mend the schema as Prisma says above.",
      output,
    );
  }
  writeStamp(stamp, hash);
  step.done();
}

const PAGE_SOURCES = [
  "app",
  "components",
  "engine",
  "public",
  "generated/prisma",
  "next.config.js",
  "proxy.ts",
  "instrumentation.ts",
  "package.json",
  "package-lock.json",
];
const isPageSource = (file) => !/\.test\.tsx?$|\.md$|^engine\/(cli|bench|host\/bootstrap)\//.test(file);

async function buildPages() {
  if (!exists("next.config.js")) return;
  const stamp = ".next/.omnilink-stamp";
  const hash = hashOf(PAGE_SOURCES, isPageSource);
  if (isFresh(stamp, hash) && exists(".next", "BUILD_ID")) return;
  const step = progress("Building the web pages", "about a minute");
  rmSync(join(root, stamp), { force: true });
  const environment = { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
  const { code, output } = await captureNode([toolScript("next", "dist", "bin", "next"), "build"], { env: environment });
  if (code !== 0) {
    step.failed();
    throw new Stop(
      "The web pages could not be built.",
      "Mend what the build says above, then run the same command again.",
      output,
    );
  }
  writeStamp(stamp, hash);
  step.done();
}
