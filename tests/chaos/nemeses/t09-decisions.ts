import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { DecideResult } from "#engine/index.ts";
import { conclude, withDatabase, withStack, type ChaosOptions, type ChaosTest, type Findings } from "../chaos-test.ts";
import { endChild, startChild } from "../rig/child.ts";
import type { ChaosStack } from "../rig/stack.ts";
import { heldFlow } from "./held-flow.ts";

const PROCESSES = 4;
const PEOPLE_EACH = 50;

/** 200 people decide one approval at once, over four processes: one wins, and everybody else learns the winner's name. */
export const decisions: ChaosTest = {
  id: "T9",
  title: "200 decisions at once over four processes",
  run: (options) => withDatabase(options, (url) => withStack(url, options, (stack) => run(stack, options))),
};

async function run(stack: ChaosStack, options: ChaosOptions): Promise<Findings> {
  await stack.deploy(heldFlow);
  await stack.fleet().add(1);
  const deciders = await Promise.all(
    Array.from({ length: PROCESSES }, () => startChild("decider.ts", { DATABASE_URL: stack.databaseUrl })),
  );
  try {
    const rounds = options.short ? 3 : 100;
    const problems: string[] = [];
    for (let round = 0; round < rounds; round += 1) problems.push(...(await decideOne(stack, deciders)));
    const findings = await conclude(stack, { problems, figures: { decisionsEach: PROCESSES * PEOPLE_EACH } });
    return { ...findings, runs: rounds };
  } finally {
    await Promise.all(deciders.map(endChild));
  }
}

async function decideOne(stack: ChaosStack, deciders: readonly ChildProcess[]): Promise<readonly string[]> {
  const { engine, pool } = stack;
  const started = await engine.runs.start({ orgId: engine.orgId, flowId: "held", input: null });
  if (!started.ok) throw new Error("The run did not start.");
  await stack.until(`exists (select 1 from approval where run_id = '${started.runId}')`, "the run asks");
  const { rows } = await pool.query<{ id: string }>("select id from approval where run_id = $1", [started.runId]);
  const approvalId = rows[0]!.id;
  const { shownHash } = (await engine.approvals.get(engine.orgId, approvalId))!;
  const outcomes = (await Promise.all(deciders.map((decider, n) => ask(decider, { approvalId, shownHash }, n)))).flat();
  await stack.until(`exists (select 1 from run where id = '${started.runId}' and ended_at is not null)`, "the run ended");
  const events = await engine.runs.events(engine.orgId, started.runId, 0);
  const decided = events.flatMap((event) => (event.type === "approval.decided" ? [event.data.by] : []));
  const winners = outcomes.filter(({ outcome }) => outcome === "decided").length;
  const losers = outcomes.filter((result) => result.outcome === "alreadyDecided" && result.by === decided[0]).length;
  const votes = await pool.query<{ name: string }>("select name from approval_vote where approval_id = $1", [approvalId]);
  const isKept = votes.rows.length === 1 && votes.rows[0]!.name === decided[0];
  const isRight = winners === 1 && losers === outcomes.length - 1 && decided.length === 1 && isKept;
  if (isRight) return [];
  return [`P9: ${winners} winners, ${losers} told so, ${decided.length} decisions recorded, ${votes.rows.length} votes kept`];
}

interface Shown {
  readonly approvalId: string;
  readonly shownHash: string;
}

async function ask(decider: ChildProcess, shown: Shown, n: number): Promise<readonly DecideResult[]> {
  const names = Array.from({ length: PEOPLE_EACH }, (_, person) => `person ${n}-${person}`);
  const answered = once(decider, "message");
  decider.send({ ...shown, names });
  const [outcomes] = (await answered) as [readonly DecideResult[]];
  return outcomes;
}
