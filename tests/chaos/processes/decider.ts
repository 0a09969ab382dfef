/** Decides approvals on demand: an IPC message `{ approvalId, shownHash, names }` is answered with the outcomes, in order of the names. */
import { openEngine } from "#engine/index.ts";

const engine = await openEngine();

interface Order {
  readonly approvalId: string;
  /** Of what everybody was shown. */
  readonly shownHash: string;
  readonly names: readonly string[];
}

async function decide({ approvalId, shownHash, names }: Order): Promise<void> {
  const { approvals, orgId } = engine;
  const outcomes = await Promise.all(
    names.map((name, index) => {
      const decision = index % 2 === 0 ? "approved" : "rejected";
      return approvals.decide({ orgId, approvalId, shownHash, decision, by: { name, roles: ["executive"] } });
    }),
  );
  process.send?.(outcomes);
}

process.on("message", (order) => void decide(order as Order));
process.on("disconnect", () => process.exit());
process.send?.("ready");
