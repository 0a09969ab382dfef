import { Option, type Command } from "commander";
import { withEngine } from "../engine-session.ts";
import { printJson, printTable, say } from "../terminal.ts";

interface ApprovalsOptions {
  readonly run?: string;
  readonly status: "pending" | "decided";
  readonly json?: boolean;
}

const LIMIT = 100;

export function addApprovals(program: Command): void {
  program
    .command("approvals")
    .description("list the approvals and forms that runs wait for")
    .option("--run <id>", "only of this run")
    .addOption(new Option("--status <status>", "which ones").choices(["pending", "decided"]).default("pending"))
    .option("--json", "print { approvals: [...] }")
    .action(listApprovals);
}

async function listApprovals({ run, status, json = false }: ApprovalsOptions): Promise<void> {
  const approvals = await withEngine(({ engine, orgId }) =>
    engine.approvals.list(orgId, { status, limit: LIMIT, ...(run && { runId: run }) }),
  );
  if (json) return printJson({ approvals });
  if (approvals.length === 0)
    return say(status === "pending" ? "Nothing waits for a decision." : "Nothing has been decided yet.");
  printTable(
    ["APPROVAL", "KIND", "FLOW", "STATUS", "DECIDES", "TITLE"],
    approvals.map((approval) => [
      approval.approvalId,
      approval.form ? "form" : "approval",
      approval.flowId,
      approval.status,
      approval.roles.join(" or "),
      approval.title,
    ]),
  );
}
