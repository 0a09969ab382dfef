import { randomUUID } from "node:crypto";
import { afterAll, beforeAll } from "vitest";
import type { CommandResult } from "#engine/core/edit/command-result.ts";
import { type SyncState, perform, receive, startSync, takeBatch } from "#engine/core/edit/draft-sync.ts";
import type { FlowDraft } from "#engine/core/edit/flow-draft.ts";
import type { Edit } from "#engine/core/edit/operation.ts";
import { type Engine, openEngine } from "#engine/index.ts";
import { type TestDatabase, createTestDatabase } from "#tests/support/test-database.ts";

export const SOURCE = `# Orders of the shop
omnilink: 1
id: orders
name: Orders
nodes:
  - { id: start, kind: trigger.manual } # by hand
  - id: price
    kind: map
    config: { expression: input.total }
edges:
  - { from: start, to: price }
`;

export const ana = { userId: randomUUID(), name: "Ana" };
export const ben = { userId: randomUUID(), name: "Ben" };

/** Two processes on one database, and windows of people who change drafts there. */
export function useDrafts() {
  let database: TestDatabase;
  let engine: Engine;
  let other: Engine;

  beforeAll(async () => {
    database = await createTestDatabase();
    engine = await openEngine({ databaseUrl: database.url });
    other = await openEngine({ databaseUrl: database.url });
  });
  afterAll(async () => {
    await engine.close();
    await other.close();
    await database.drop();
  });

  const deploy = async (id: string, source = SOURCE): Promise<number> => {
    const deployed = await engine.flows.deploy({
      orgId: engine.orgId,
      source: source.replace("id: orders", `id: ${id}`),
      deployedBy: "test",
    });
    if (!deployed.ok) throw new Error(JSON.stringify(deployed.problems));
    return deployed.version;
  };
  const editOf = (result: CommandResult): Edit => {
    if (!result.ok) throw new Error(result.reason);
    return result.edit;
  };
  const open = async (flowId: string) => {
    const opened = await engine.drafts.open(engine.orgId, flowId);
    if (!opened) throw new Error(`no flow ${flowId}`);
    return opened;
  };
  let clients = 0;
  /** A window of somebody, without a server behind it until `save`. */
  const window = async (flowId: string, by = ana) => {
    const opened = await open(flowId);
    const beganWith = opened.live?.number;
    const clientId = `client-${++clients}`;
    let state: SyncState = startSync(clientId, opened.draft, opened.revision);
    const request = () => ({
      ...{ orgId: engine.orgId, flowId, clientId, by, baseRevision: state.revision, edits: state.sent },
      ...(beganWith === undefined ? {} : { baseVersion: beganWith }),
    });
    return {
      get state() {
        return state;
      },
      do: (make: (draft: FlowDraft) => CommandResult) => {
        state = perform(state, editOf(make(state.draft)), { at: 0 });
      },
      take: () => {
        state = takeBatch(state, 50);
        return request();
      },
      hear: (changes: Parameters<typeof receive>[1]) => {
        state = receive(state, changes).state;
      },
      async save() {
        state = takeBatch(state, 50);
        const saved = await engine.drafts.save(request());
        if (!saved.ok) throw new Error(JSON.stringify(saved));
        state = receive(state, saved.changes).state;
      },
    };
  };

  return {
    /** For `beforeAll`. */
    opened: () => ({ engine, other, drafts: engine.drafts, orgId: engine.orgId }),
    deploy,
    open,
    window,
  };
}
