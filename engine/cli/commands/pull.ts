import { Option, type Command } from "commander";
import { openGit, type Git } from "../../hub/repository/git.ts";
import { planRepository } from "../../hub/repository/plan-repository.ts";
import { pullRepository, type PulledFlow } from "../../hub/repository/pull-repository.ts";
import type { Repository } from "../../hub/repository/read-repository.ts";
import { CommandStop } from "../command-stop.ts";
import { withEngine } from "../engine-session.ts";
import { exitCode } from "../exit-code.ts";
import { repositoryAt } from "../repository-argument.ts";
import { colors, printJson, say } from "../terminal.ts";

interface PullOptions {
  readonly commit: boolean;
  readonly take?: "mine" | "theirs";
  readonly json?: boolean;
}

export function addPull(program: Command): void {
  program
    .command("pull")
    .description("bring what was published elsewhere into a folder; changes made on both sides are merged, field by field")
    .argument("<dir>", "the folder of the flows, or the one around it")
    .argument("[flows...]", "ids of the flows; without them, all that are deployed")
    .option("--commit", "make a git commit of each version, with its author and note", false)
    .addOption(new Option("--take <side>", "how to settle conflicts").choices(["mine", "theirs"]))
    .option("--json", "print { pulled: [{ flowId, outcome, version, conflicts }] }")
    .action(pull);
}

async function pull(path: string, flows: readonly string[], { commit, take, json = false }: PullOptions): Promise<void> {
  await withEngine(async ({ engine, orgId }) => {
    const repository = await repositoryAt(path, (keys) => engine.mappingLibrary.find(orgId, keys));
    const git = commit ? await cleanGit(repository) : undefined;
    const planned = await planRepository(engine, orgId, repository, { take });
    const unknown = flows.find((flowId) => !planned.some((one) => one.flowId === flowId));
    if (unknown !== undefined)
      throw new CommandStop(
        `There is no flow "${unknown}", neither here nor deployed.`,
        "See them with: omnilink plan DIR --json",
      );
    const wanted = planned.filter(({ flowId }) => flows.length === 0 || flows.includes(flowId));
    const pulled = await pullRepository({ engine, orgId, git, take }, repository, wanted);
    if (json) printJson({ pulled });
    else tell(pulled);
    if (pulled.some(({ outcome }) => outcome === "conflict")) process.exitCode = exitCode.flowFailed;
  });
}

/** What is not committed must not end up in the commit of somebody else's version. */
async function cleanGit({ folder }: Repository): Promise<Git> {
  const git = await openGit(folder);
  if (!git) throw new CommandStop(`${folder} is in no git repository.`, "Leave out --commit, or run git init first.");
  const [first] = await git.dirty([folder]);
  if (first !== undefined)
    throw new CommandStop(`${folder} has changes that are not committed: ${first.slice(3)}.`, "Commit or stash them, then pull.");
  return git;
}

const WORDS: Readonly<Record<PulledFlow["outcome"], string>> = {
  added: "was added",
  updated: "was brought up to date",
  merged: "was merged; look at it, then apply",
  removed: "was removed, as it is out of service",
  kept: "was kept as it is here; apply deploys it",
  conflict: "was left as it is: both sides changed the same",
};

function tell(pulled: readonly PulledFlow[]): void {
  if (pulled.length === 0) say("Nothing was published elsewhere.");
  for (const { flowId, outcome, version, conflicts = [] } of pulled) {
    const mark = outcome === "conflict" ? colors.red("✗") : colors.green("✓");
    say(`${mark} ${flowId}${version === undefined ? "" : ` (version ${version})`} ${WORDS[outcome]}`);
    for (const conflict of conflicts) say(`    ${conflict}`);
    if (outcome === "conflict") say(`    ${colors.cyan("→")} Mend it here, or pull with --take mine or --take theirs.`);
  }
}
