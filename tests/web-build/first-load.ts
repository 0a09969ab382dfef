import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";

const BUILD = resolve(import.meta.dirname, "../../.next");

/** Whether `next build` has been run. */
export const hasBuild = (): boolean => existsSync(join(BUILD, "BUILD_ID"));

export interface FirstLoad {
  /** Compressed, in bytes. */
  readonly total: number;
  /** Largest first. */
  readonly scripts: readonly { readonly file: string; readonly bytes: number }[];
}

interface Manifest {
  readonly entryJSFiles: Readonly<Record<string, readonly string[]>>;
}

/** The scripts that the server puts into the first answer of a page, as the build wrote them down. */
export function firstLoadOf(page: string): FirstLoad {
  const { rootMainFiles } = JSON.parse(readFileSync(join(BUILD, "build-manifest.json"), "utf8")) as { rootMainFiles: string[] };
  const files = new Set([...rootMainFiles, ...entryFiles(page)]);
  const scripts = [...files].map((file) => ({ file, bytes: gzipSync(readFileSync(join(BUILD, file)), { level: 9 }).length }));
  return {
    total: scripts.reduce((sum, { bytes }) => sum + bytes, 0),
    scripts: scripts.toSorted((a, b) => b.bytes - a.bytes),
  };
}

/** Of the page itself and the layouts around it. */
function entryFiles(page: string): readonly string[] {
  const file = join(BUILD, "server/app", `${page}_client-reference-manifest.js`);
  const context: { globalThis: { __RSC_MANIFEST?: Readonly<Record<string, Manifest>> } } = { globalThis: {} };
  runInNewContext(readFileSync(file, "utf8"), context);
  const manifest = context.globalThis.__RSC_MANIFEST?.[`/${page}`];
  if (!manifest) throw new Error(`${file} says nothing about /${page}: has the format of the build changed?`);
  const shown = Object.entries(manifest.entryJSFiles).filter(([entry]) => /\/(layout|page)$/.test(entry));
  return shown.flatMap(([, scripts]) => scripts);
}
