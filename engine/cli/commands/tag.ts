import { userInfo } from "node:os";
import type { Command } from "commander";
import { withEngine } from "../engine-session.ts";
import { refuseOperation } from "../refuse-operation.ts";
import { colors, printJson, say } from "../terminal.ts";

interface TagOptions {
  readonly remove?: boolean;
  readonly json?: boolean;
}

export function addTag(program: Command): void {
  program
    .command("tag")
    .description("put a word on a run, to find it again with runs --tag")
    .argument("<run>", "id of the run")
    .argument("<tag>", "such as: odd")
    .option("--remove", "take it off instead")
    .option("--json", "print { runId, tags: [{ tag, by, at }] }")
    .action(tag);
}

async function tag(runId: string, text: string, { remove = false, json = false }: TagOptions): Promise<void> {
  await withEngine(async ({ engine: { runs }, orgId }) => {
    const order = { orgId, runId, tag: text, by: userInfo().username };
    refuseOperation(await (remove ? runs.untag(order) : runs.tag(order)));
    if (json) return printJson({ runId, tags: (await runs.get(orgId, runId))?.tags ?? [] });
    say(`${colors.green("✓")} ${remove ? "Took" : "Put"} "${text}" ${remove ? "off" : "on"} run ${runId}.`);
  });
}
