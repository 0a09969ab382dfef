import { fastify, type FastifyInstance } from "fastify";
import { DemoFaults, faultRequest } from "./demo-faults.ts";
import { demoPage } from "./demo-page.ts";
import type { DemoWorld } from "./demo-routes.ts";
import { EffectLedger, type LedgerEntry } from "./effect-ledger.ts";
import { addDesk } from "./systems/desk.ts";
import { addInventory } from "./systems/inventory.ts";
import { startMail } from "./systems/mail.ts";
import { addPayments } from "./systems/payments.ts";
import { addWarehouse } from "./systems/warehouse.ts";

export interface DemoSystem {
  /** Without a slash at the end, e.g. `http://127.0.0.1:4100`. */
  readonly url: string;
  /** `host:port` of its mail server. */
  readonly mailServer: string;
  close(): Promise<void>;
}

interface DemoOptions {
  readonly port: number;
  readonly mailPort?: number;
  readonly dataDir: string;
}

/**
 * The systems that the example flows talk to, on one local port, and a mail server on another, so that the examples run with
 * no internet. A port of 0 takes a free one. `dataDir` holds the ledger of effects; a new process there goes on where the
 * last stopped.
 */
export async function startDemoSystem({ port, mailPort = 0, dataDir }: DemoOptions): Promise<DemoSystem> {
  const app = fastify({ forceCloseConnections: true });
  const world: DemoWorld = { app, ledger: new EffectLedger(dataDir), faults: new DemoFaults() };
  acceptEmptyBodies(app);
  addDesk(world);
  addPayments(world);
  addWarehouse(world);
  addInventory(world);
  addControls(world);
  const mail = await startMail(world, mailPort);
  const url = await app.listen({ port, host: "127.0.0.1" }).catch(async (error: unknown) => {
    await mail.close();
    throw error;
  });
  return {
    url,
    mailServer: `127.0.0.1:${mail.port}`,
    close: async () => void (await Promise.all([app.close(), mail.close()])),
  };
}

/** A refund has nothing to say beyond its address, whatever content type the caller names. */
function acceptEmptyBodies(app: FastifyInstance): void {
  app.removeContentTypeParser("application/json");
  app.addContentTypeParser("application/json", { parseAs: "string" }, (_request, text, done) => {
    try {
      done(null, text === "" ? {} : JSON.parse(text as string));
    } catch {
      done(Object.assign(new Error("The body is not JSON."), { statusCode: 400 }));
    }
  });
}

function addControls({ app, ledger, faults }: DemoWorld): void {
  app.get("/", (_request, reply) => reply.type("text/html; charset=utf-8").send(demoPage));
  app.get("/demo/faults", () => ({ faults: faults.list() }));
  app.post("/demo/faults", (request, reply) => {
    const parsed = faultRequest.safeParse(request.body);
    if (!parsed.success) return reply.code(400).send({ error: "invalid_fault", issues: parsed.error.issues });
    faults.set(parsed.data);
    return { faults: faults.list() };
  });
  app.get("/demo/ledger", (request) => describeLedger(ledger.entries, request.query as LedgerFilter));
}

type LedgerFilter = Partial<Pick<LedgerEntry, "system" | "operation" | "outcome" | "key">>;

function describeLedger(entries: readonly LedgerEntry[], filter: LedgerFilter) {
  const wanted = Object.entries(filter) as [keyof LedgerFilter, string][];
  const calls = entries.filter((entry) => wanted.every(([field, value]) => entry[field] === value));
  return { calls, accepted: calls.filter(({ outcome }) => outcome === "accepted").length };
}
