import { existsSync } from "node:fs";
import { chromium, type LaunchOptions } from "@playwright/test";

const DEBIAN_CHROMIUM = "/usr/bin/chromium";
const ARGS = [
  "--no-sandbox",
  "--disable-dev-shm-usage",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
];

/**
 * The browser the tests run in: Playwright's own when it is installed, else the system's Chromium, else the one that
 * comes as an npm package and needs no system libraries.
 */
export async function browserLaunchOptions(): Promise<LaunchOptions> {
  if (existsSync(chromium.executablePath())) return { args: ARGS };
  if (existsSync(DEBIAN_CHROMIUM)) return { executablePath: DEBIAN_CHROMIUM, args: ARGS };
  // The package unpacks its own libraries only when it believes to be on this platform; it looks while it is imported.
  process.env["AWS_LAMBDA_JS_RUNTIME"] ??= "nodejs22.x";
  const { default: packaged } = await import("@sparticuz/chromium");
  // Its own arguments are left out: they switch web security off, and with it what the same-origin checks rely on.
  return { executablePath: await packaged.executablePath(), args: ARGS };
}
