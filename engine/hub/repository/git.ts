import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The few things of git that are needed, in a folder of a working tree. Every path is given as it is, never through a shell. */
export interface Git {
  /** Files below these paths that differ from the last commit, or are in none. */
  dirty(paths: readonly string[]): Promise<readonly string[]>;
  /** Commits these paths as they lie there, nothing else. `false` when there is nothing to commit. */
  commit(paths: readonly string[], about: CommitAbout): Promise<boolean>;
  /** Author and subject of the last commit that touched the path. */
  lastCommit(path: string): Promise<{ author: string; subject: string } | undefined>;
  /** `user.name`, where it is set. */
  userName(): Promise<string | undefined>;
}

export interface CommitAbout {
  readonly message: string;
  readonly author: { readonly name: string; readonly email: string };
  /** ISO 8601. */
  readonly at: string;
}

/** `undefined` where git is missing, or the folder is in no working tree. */
export async function openGit(folder: string): Promise<Git | undefined> {
  const git = async (...args: string[]): Promise<string> => (await run("git", ["-C", folder, ...args])).stdout;
  const inside = await git("rev-parse", "--is-inside-work-tree").catch(() => "");
  if (inside.trim() !== "true") return undefined;
  return {
    dirty: async (paths) => lines(await git("status", "--porcelain", "--untracked-files=all", "--", ...paths)),
    commit: (paths, about) => commit(git, paths, about),
    lastCommit: async (path) => {
      const [author, subject] = lines(await git("log", "-1", "--format=%an%n%s", "--", path).catch(() => ""));
      return author === undefined ? undefined : { author, subject: subject ?? "" };
    },
    userName: async () => (await git("config", "user.name").catch(() => "")).trim() || undefined,
  };
}

type Run = (...args: string[]) => Promise<string>;

async function commit(git: Run, paths: readonly string[], { message, author, at }: CommitAbout): Promise<boolean> {
  await git("add", "--all", "--", ...paths);
  const isSame = await git("diff", "--cached", "--quiet", "--", ...paths).then(
    () => true,
    () => false,
  );
  if (isSame) return false;
  const isKnown = (await git("config", "user.email").catch(() => "")).trim() !== "";
  const committer = isKnown ? [] : ["-c", "user.name=OmniLink", "-c", "user.email=omnilink@localhost"];
  const by = `--author=${plain(author.name)} <${plain(author.email)}>`;
  await git(...committer, "commit", "--quiet", by, `--date=${at}`, "-m", message, "--", ...paths);
  return true;
}

/** What would end a name or an address within `name <address>`. */
const plain = (text: string): string => text.replaceAll(/[<>\n\r]/g, "").trim() || "unknown";

const lines = (text: string): readonly string[] => text.split("\n").filter((line) => line !== "");
