import { PrismaPg } from "@prisma/adapter-pg";
import type { Transaction } from "@prisma/driver-adapter-utils";
import type pg from "pg";
import { PrismaClient } from "../../generated/prisma/client.ts";

export type { PrismaClient };

/** Prisma's own 2 and 5 s refuse a deployment on a machine that is busy for a moment: nobody is served by that. */
const PATIENCE = { maxWait: 15_000, timeout: 60_000 };

/** Prisma over the engine's pool, for the tables people work with: organizations, members, flows. */
export function createPrismaClient(pool: pg.Pool): PrismaClient {
  return new PrismaClient({ adapter: new OrderlyAdapter(pool), transactionOptions: PATIENCE });
}

/**
 * Prisma loads all that belongs to a record side by side, within a transaction too. A transaction has one connection, which
 * takes one statement after another, and pg warns of those that come early: its next release will not keep them.
 */
class OrderlyAdapter extends PrismaPg {
  override async connect() {
    const adapter = await super.connect();
    const begin = adapter.startTransaction.bind(adapter);
    adapter.startTransaction = async (isolationLevel) => inTurn(await begin(isolationLevel));
    return adapter;
  }
}

/** Sends a statement when the one before it has been answered. */
function inTurn(transaction: Transaction): Transaction {
  const query = transaction.queryRaw.bind(transaction);
  const execute = transaction.executeRaw.bind(transaction);
  let before: Promise<unknown> = Promise.resolve();
  const next = <Answer>(send: () => Promise<Answer>): Promise<Answer> => {
    const answer = before.then(send);
    before = answer.catch(() => {});
    return answer;
  };
  transaction.queryRaw = (statement) => next(() => query(statement));
  transaction.executeRaw = (statement) => next(() => execute(statement));
  return transaction;
}
