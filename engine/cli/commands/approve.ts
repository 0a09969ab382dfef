import { userInfo } from "node:os";
import { Option, type Command } from "commander";
import type { JsonValue } from "../../core/json.ts";
import type { DecideResult } from "../../runtime/ports.ts";
import { CommandStop, ProblemStop } from "../command-stop.ts";
import { withEngine } from "../engine-session.ts";
import { existingRun } from "../existing-run.ts";
import { driveOn } from "../drive-on.ts";
import { readInput } from "../read-input.ts";
import { colors, printJson, say } from "../terminal.ts";

interface ApproveOptions {
  readonly decision: keyof typeof DECISIONS;
  readonly data?: string;
  readonly comment?: string;
  readonly json?: boolean;
}

const DECISIONS = { approve: "approved", reject: "rejected", answer: "answered" } as const;

export function addApprove(program: Command): void {
  program
    .command("approve")
    .description("decide an approval or answer a form, as the operator of this installation")
    .argument("<approval>", "id of the approval or form")
    .addOption(new Option("--decision <decision>", "what to decide").choices(Object.keys(DECISIONS)).makeOptionMandatory())
    .option("--data <file|json>", "the answer to a form; - reads standard input")
    .option("--comment <text>", "why, for the record")
    .option("--json", "print { approvalId, runId, decision }")
    .action(approve);
}

async function approve(approvalId: string, { decision: word, data, comment, json = false }: ApproveOptions): Promise<void> {
  const decision = DECISIONS[word];
  const answer = await readAnswer(decision, data);
  await withEngine(async (session) => {
    const { engine, orgId } = session;
    const approval = await engine.approvals.get(orgId, approvalId);
    if (!approval) throw new CommandStop(`There is no approval ${approvalId}.`, "List them with: npx omnilink approvals");
    const run = await existingRun(session, approval.runId);
    const by = { name: userInfo().username, roles: [], isOperator: true };
    const said = { ...(comment && { comment }), ...(answer !== undefined && { answer }) };
    refuse(await engine.approvals.decide({ orgId, approvalId, decision, by, ...said }), approvalId);
    say(`${colors.green("✓")} ${approval.title}: ${decision}`);
    await driveOn(session, run);
    if (json) printJson({ approvalId, runId: approval.runId, decision });
  });
}

async function readAnswer(decision: string, data: string | undefined): Promise<JsonValue | undefined> {
  if ((decision === "answered") === (data !== undefined)) return data === undefined ? undefined : readInput(data);
  throw data === undefined
    ? new CommandStop("An answer needs data.", "Give it with --data, as a file or as JSON such as '{\"amount\": 12.5}'.")
    : new CommandStop("Only an answer carries data.", "Use --decision answer with --data, or --comment to say why.");
}

function refuse(result: DecideResult, approvalId: string): void {
  switch (result.outcome) {
    case "decided":
    case "counted":
      return;
    case "linkInvalid":
    case "changed":
      throw new CommandStop("The question has changed meanwhile.", "Look at it again with: npx omnilink approvals");
    case "notNow":
      throw new CommandStop("You cannot answer this now.", "See whom it waits for on its page.");
    case "unknown":
      throw new CommandStop(`There is no approval ${approvalId}.`, "List them with: npx omnilink approvals");
    case "forbidden":
      throw new CommandStop(`Only ${result.roles.join(" or ")} may decide this.`, "Ask somebody with this role.");
    case "invalid":
      throw new ProblemStop(result.problems);
    case "alreadyDecided": {
      const who = result.by === undefined ? "" : ` by ${result.by}`;
      throw new CommandStop(
        `This approval is closed: ${result.status}${who}.`,
        "Nothing was changed; see what followed with: npx omnilink runs",
      );
    }
  }
}
