import type { JsonObject } from "../../core/json.ts";
import { addOperation, addQuery, answer, type DemoWorld } from "../demo-routes.ts";

/** Charges customers. The customer `NO-FUNDS` has no money. A charge can be refunded once. */
export function addPayments(world: DemoWorld): void {
  const charges = idsOf(world, "charge", "chargeId");
  const refunded = idsOf(world, "refund", "chargeId");
  addOperation(world, {
    system: "payments",
    name: "charge",
    path: "/charges",
    run: ({ body, seq }) => charge(charges, body, seq),
  });
  addOperation(world, {
    system: "payments",
    name: "refund",
    path: "/charges/:id/refund",
    run: ({ id, seq }) => refund(charges, refunded, id, seq),
  });
  addQuery(world, "payments", "/ledger", () => ledgerOf(world));
}

const idsOf = ({ ledger }: DemoWorld, operation: string, field: string): Set<string> =>
  new Set(ledger.accepted("payments", operation).map(({ answer: { body } }) => String(body[field])));

function charge(charges: Set<string>, body: JsonObject, seq: number) {
  const { amount, order = null, customer = null } = body;
  if (typeof amount !== "number" || !(amount >= 0)) {
    return answer(400, { error: "invalid_amount", message: "amount must be a number of at least 0." });
  }
  if (customer === "NO-FUNDS") return answer(402, { error: "card_declined", message: "The card was declined." });
  const chargeId = `ch_${seq}`;
  charges.add(chargeId);
  return answer(201, { chargeId, amount, order, customer, status: "captured" });
}

function refund(charges: ReadonlySet<string>, refunded: Set<string>, chargeId: string, seq: number) {
  if (!charges.has(chargeId)) return answer(404, { error: "unknown_charge", message: `There is no charge ${chargeId}.` });
  if (refunded.has(chargeId)) return answer(409, { error: "already_refunded", message: `${chargeId} is refunded already.` });
  refunded.add(chargeId);
  return answer(201, { refundId: `re_${seq}`, chargeId, status: "refunded" });
}

function ledgerOf({ ledger }: DemoWorld): JsonObject {
  const refunds = new Map(ledger.accepted("payments", "refund").map((entry) => [String(entry.answer.body["chargeId"]), entry]));
  const charges = ledger.accepted("payments", "charge").map(({ key, at, answer: { body } }) => {
    const refundEntry = refunds.get(String(body["chargeId"]));
    return { ...body, key, at, ...(refundEntry === undefined ? {} : { refundId: refundEntry.answer.body["refundId"] ?? null }) };
  });
  return { charges, refunds: refunds.size };
}
