import { userInfo } from "node:os";
import { Option, type Command } from "commander";
import type { DecideResult } from "../../runtime/ports.ts";
import { CommandStop } from "../command-stop.ts";
import { withEngine } from "../engine-session.ts";
import { existingRun } from "../existing-run.ts";
import { driveOn } from "../drive-on.ts";
import { colors, printJson, say } from "../terminal.ts";

interface ApproveOptions {
  readonly decision: "approve" | "reject";
  readonly comment?: string;
  readonly json?: boolean;
}

export function addApprove(program: Command): void {
  program
    .command("approve")
    .description("decide an approval, as the operator of this installation")
    .argument("<approval>", "id of the approval")
    .addOption(new Option("--decision <decision>", "what to decide").choices(["approve", "reject"]).makeOptionMandatory())
    .option("--comment <text>", "why, for the record")
    .option("--json", "print { approvalId, runId, decision }")
    .action(approve);
}

async function approve(approvalId: string, { decision: word, comment, json = false }: ApproveOptions): Promise<void> {
  const decision = word === "approve" ? "approved" : "rejected";
  await withEngine(async (session) => {
    const { engine, orgId } = session;
    const approval = await engine.approvals.get(orgId, approvalId);
    if (!approval) throw new CommandStop(`There is no approval ${approvalId}.`, "List them with: npx omnilink approvals");
    const run = await existingRun(session, approval.runId);
    const by = { name: userInfo().username, roles: [], isOperator: true };
    refuse(await engine.approvals.decide({ orgId, approvalId, decision, by, ...(comment && { comment }) }), approvalId);
    say(`${colors.green("✓")} ${approval.title}: ${decision}`);
    await driveOn(session, run);
    if (json) printJson({ approvalId, runId: approval.runId, decision });
  });
}

function refuse(result: DecideResult, approvalId: string): void {
  switch (result.outcome) {
    case "decided":
      return;
    case "unknown":
      throw new CommandStop(`There is no approval ${approvalId}.`, "List them with: npx omnilink approvals");
    case "forbidden":
      throw new CommandStop(`Only ${result.roles.join(" or ")} may decide this.`, "Ask somebody with this role.");
    case "alreadyDecided": {
      const who = result.by === undefined ? "" : ` by ${result.by}`;
      throw new CommandStop(
        `This approval is closed: ${result.status}${who}.`,
        "Nothing was changed; see what followed with: npx omnilink runs",
      );
    }
  }
}
