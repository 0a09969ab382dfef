import type { Command } from "commander";
import { diffFlows, isSameLogic, type DiffSide } from "../../core/edit/diff-flows.ts";
import { CommandStop } from "../command-stop.ts";
import { flowDiffLines } from "../flow-diff-lines.ts";
import { isFlowPath, readyFlow } from "../flow-argument.ts";
import { withEngine, type EngineSession } from "../engine-session.ts";
import { print, printJson, say } from "../terminal.ts";

export function addDiff(program: Command): void {
  program
    .command("diff")
    .description("what differs between two flows or two versions of one")
    .argument("<a>", "the older one: a folder, a flow.yaml, the id of a deployed flow, or id@version")
    .argument("<b>", "the newer one")
    .option("--moves", "also list boxes that only stand elsewhere", false)
    .option("--json", "print { same, settings, nodes, edges, reordered, moved }")
    .action(diff);
}

async function diff(a: string, b: string, { moves, json = false }: { moves: boolean; json?: boolean }): Promise<void> {
  const [before, after] = await readSides([a, b]);
  const found = diffFlows(before!, after!);
  if (json) return printJson({ same: isSameLogic(found), ...found });
  const lines = flowDiffLines(found, { moves });
  if (lines.length === 0) return say(isSameLogic(found) ? `${a} and ${b} are the same flow.` : "");
  for (const line of lines) print(line);
}

/** The database is opened only when one of them is there. */
async function readSides(names: readonly string[]): Promise<readonly DiffSide[]> {
  if (names.every(isFlowPath)) return Promise.all(names.map(fromDisk));
  return withEngine((session) =>
    Promise.all(names.map((name) => (isFlowPath(name) ? fromDisk(name) : fromDatabase(session, name)))),
  );
}

async function fromDisk(path: string): Promise<DiffSide> {
  const { document, folder } = await readyFlow(path);
  return { document, layout: folder.layout };
}

async function fromDatabase({ engine, orgId }: EngineSession, name: string): Promise<DiffSide> {
  const [flowId = "", version] = name.split("@");
  const number = version === undefined ? undefined : Number(version);
  if (number !== undefined && !(Number.isSafeInteger(number) && number > 0))
    throw new CommandStop(`"${version}" is not the number of a version.`, `Write ${flowId}@ and a number, such as ${flowId}@3.`);
  const flow = await engine.flows.get(orgId, flowId, number);
  if (flow) return flow;
  const known = await engine.drafts.versions(orgId, flowId);
  if (known.length === 0) throw new CommandStop(`There is no flow "${flowId}".`, "Name a folder, or the id of a deployed flow.");
  throw new CommandStop(
    `Flow ${flowId} has no version ${version}.`,
    `It has the versions ${known.map((one) => one.number).join(", ")}.`,
  );
}
