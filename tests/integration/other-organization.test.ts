import { randomUUID } from "node:crypto";
import { TRPCError } from "@trpc/server";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { appRouter } from "#app/_server/router.ts";
import type { Context } from "#app/_server/trpc.ts";
import { roles, type Role } from "#engine/core/role.ts";
import { openOutside } from "#engine/host/outside.ts";
import { offerImport } from "#engine/host/process-import.ts";
import { offerOutside } from "#engine/host/process-outside.ts";
import { importApart } from "#engine/hub/import/import-apart.ts";
import { CANARY, openOrganizationsWorld, reachingOver, type OrganizationsWorld } from "#tests/support/organizations-world.ts";

vi.mock("server-only", () => ({}));

/**
 * Every procedure of the API, called by the admin of another organization with the ids of this one, and by everybody whose
 * role is too low. A procedure that is not in the table fails the test: whoever adds one says here who may call it.
 */
type Who = "everybody" | "members" | readonly Role[];

interface Row {
  readonly who: Who;
  /** With ids of the first organization wherever it takes one. */
  readonly input?: () => unknown;
  /** What the admin of the other organization is told; without it, an answer about their own organization. */
  readonly refusal?: TRPCError["code"] | readonly TRPCError["code"][];
}

const editors: Who = ["analyst", "engineer", "admin"];
const operators: Who = ["engineer", "admin"];
const admins: Who = ["admin"];

let world: OrganizationsWorld;
beforeAll(async () => {
  world = await openOrganizationsWorld();
  offerImport(importApart);
  offerOutside(() => openOutside({ demoUrl: world.live.demoUrl }));
}, 120_000);
afterAll(() => world.close());

const on = <Key extends keyof OrganizationsWorld["ids"]>(key: Key) => world.ids[key];
const flow = { flowId: "orders" };
const prod = { environment: "prod" };
const moments = { from: "2026-01-01T00:00:00.000Z", to: "2026-01-03T00:00:00.000Z" };
const promotion = () => ({ ...flow, from: "prod", to: "test", contentHash: on("contentHash") });
const draft = () => ({ flowId: "reviewed", revision: on("revision") });
const written = { name: "total", expression: "1", after: 1 };
const redrive = () => ({ runId: on("failedRun"), from: { from: "failure" }, mode: "fork" });
const operation = (more: object) => () => ({ runId: on("waitingRun"), ...more });
const NOT_FOUND = "NOT_FOUND";
const CONFLICT = "CONFLICT";

const table: Readonly<Record<string, Row>> = {
  me: { who: "members" },
  "flows.list": { who: "members" },
  "flows.get": { who: "members", input: () => flow, refusal: NOT_FOUND },
  "flows.openRuns": { who: "members", input: () => flow },
  "flows.heat": { who: "members", input: () => ({ ...flow, version: 1, runs: 500 }) },
  "flows.exportCode": { who: "members", input: () => ({ ...flow, from: "live", to: "yaml" }), refusal: NOT_FOUND },
  "drafts.open": { who: "members", input: () => flow, refusal: NOT_FOUND },
  "drafts.list": { who: "members" },
  "drafts.save": {
    who: editors,
    input: () => ({ ...flow, clientId: "window-99", baseRevision: 0, baseVersion: 1, edits: [] }),
    refusal: NOT_FOUND,
  },
  "drafts.watch": { who: "members", input: () => ({ ...flow, clientId: "window-99", afterRevision: 0 }), refusal: NOT_FOUND },
  "drafts.presence": { who: "members", input: () => ({ ...flow, clientId: "window-99", nodeIds: [] }) },
  "drafts.history": { who: "members", input: () => flow },
  "drafts.discard": { who: editors, input: draft, refusal: NOT_FOUND },
  "drafts.publish": { who: editors, input: draft, refusal: NOT_FOUND },
  "drafts.create": { who: editors, input: () => ({ name: "Copy", from: "orders" }), refusal: CONFLICT },
  "drafts.readImport": { who: editors, input: () => ({ text: JSON.stringify(reachingOver) }) },
  "drafts.createImported": { who: editors, input: () => ({ text: JSON.stringify(reachingOver), flowId: "mine", name: "Mine" }) },
  "versions.list": { who: "members", input: () => flow },
  "versions.get": { who: "members", input: () => ({ flowId: "reviewed", number: 1 }), refusal: NOT_FOUND },
  "versions.goBack": { who: operators, input: () => ({ flowId: "reviewed", number: 1, reason: "why" }), refusal: NOT_FOUND },
  "reviews.list": { who: "members", input: () => ({ which: "open" }) },
  "reviews.get": { who: "members", input: () => ({ reviewId: on("reviewId") }), refusal: NOT_FOUND },
  "reviews.request": { who: editors, input: draft, refusal: NOT_FOUND },
  "reviews.decide": {
    who: "members",
    input: () => ({ reviewId: on("reviewId"), decision: "approve", bundleHash: on("bundleHash") }),
    refusal: CONFLICT,
  },
  "reviews.comment": { who: "members", input: () => ({ reviewId: on("reviewId"), text: "hello" }), refusal: CONFLICT },
  "reviews.withdraw": { who: "members", input: () => ({ reviewId: on("reviewId") }), refusal: CONFLICT },
  "reviews.cancel": { who: "members", input: () => ({ reviewId: on("reviewId") }), refusal: CONFLICT },
  "reviews.publish": { who: editors, input: () => ({ reviewId: on("reviewId") }), refusal: NOT_FOUND },
  "reviews.rule": { who: "members", input: () => ({ flowId: "reviewed" }) },
  "reviews.setRule": { who: admins, input: () => ({ flowId: "reviewed", rule: "inherit" }), refusal: CONFLICT },
  "runs.list": { who: "members", input: () => ({ ...flow, text: CANARY }) },
  "runs.get": { who: "members", input: operation({}), refusal: NOT_FOUND },
  "runs.start": { who: editors, input: () => ({ ...flow, input: {}, triggerKey: randomUUID() }) },
  "runs.pause": { who: operators, input: operation({}), refusal: NOT_FOUND },
  "runs.resume": { who: operators, input: operation({}), refusal: NOT_FOUND },
  "runs.cancel": { who: operators, input: operation({ compensate: true, force: true }), refusal: NOT_FOUND },
  "runs.decideStep": {
    who: operators,
    input: operation({ nodeId: "ask", visit: 1, verdict: "done", reason: "why" }),
    refusal: NOT_FOUND,
  },
  "runs.resumeUndo": { who: operators, input: operation({ waive: true, reason: "why" }), refusal: NOT_FOUND },
  "runs.previewRedrive": { who: operators, input: redrive, refusal: NOT_FOUND },
  "runs.previewRedriveMany": { who: operators, input: () => ({ ...flow, likeIncident: on("incidentId"), mode: "fork" }) },
  "runs.redrive": { who: operators, input: () => ({ ...redrive(), requestKey: randomUUID() }) },
  "runs.previewMove": { who: operators, input: () => flow, refusal: NOT_FOUND },
  "runs.moveOpenRuns": { who: operators, input: () => flow, refusal: NOT_FOUND },
  "runs.cancelOpenRuns": { who: operators, input: () => flow, refusal: NOT_FOUND },
  "runs.searchFields": { who: "members", input: () => flow },
  "runs.tag": { who: operators, input: operation({ tag: "mine" }), refusal: NOT_FOUND },
  "runs.untag": { who: operators, input: operation({ tag: "mine" }), refusal: NOT_FOUND },
  "runs.tags": { who: "members" },
  "runs.related": { who: "members", input: operation({}) },
  "runs.signal": {
    who: operators,
    input: operation({ name: "go", payload: 1, dedupeKey: randomUUID() }),
    refusal: NOT_FOUND,
  },
  "runs.exportFile": { who: "members", input: operation({ mask: [] }), refusal: NOT_FOUND },
  "runs.events": { who: "members", input: operation({ afterSeq: 0 }), refusal: NOT_FOUND },
  "approvals.list": { who: "members", input: () => ({ status: "pending", runId: on("waitingRun") }) },
  "approvals.get": { who: "members", input: () => ({ approvalId: on("approvalId") }), refusal: NOT_FOUND },
  "approvals.decide": {
    who: "members",
    input: () => ({ approvalId: on("approvalId"), decision: "approved", shownHash: on("shownHash"), linkToken: on("linkToken") }),
    refusal: NOT_FOUND,
  },
  "approvals.answer": {
    who: "members",
    input: () => ({ approvalId: on("approvalId"), shownHash: on("shownHash"), answer: {} }),
    refusal: NOT_FOUND,
  },
  "approvals.notes": { who: "members", input: () => ({ approvalId: on("approvalId") }) },
  "approvals.riskThreshold": { who: "members" },
  "approvals.setRiskThreshold": { who: admins, input: () => ({ threshold: 1 }) },
  "approvals.openLink": { who: "members", input: () => ({ token: on("linkToken") }) },
  "approvals.comment": { who: "members", input: () => ({ approvalId: on("approvalId"), text: "hello" }), refusal: CONFLICT },
  "approvals.reassign": {
    who: "members",
    input: () => ({ approvalId: on("approvalId"), toUserId: world.bea.userId }),
    refusal: "BAD_REQUEST",
  },
  "delegations.list": { who: "members" },
  "delegations.give": {
    who: "members",
    input: () => ({ toUserId: on("userId"), startsAt: "2026-01-01T00:00:00.000Z", endsAt: "2099-01-01T00:00:00.000Z" }),
    refusal: "BAD_REQUEST",
  },
  "delegations.end": { who: "members", input: () => ({ delegationId: on("delegationId") }), refusal: CONFLICT },
  "incidents.list": { who: "members", input: () => ({ status: "open", ...flow, like: on("incidentId") }) },
  "incidents.groups": { who: "members", input: () => ({ status: "open", ...flow, like: on("incidentId") }) },
  "incidents.get": { who: "members", input: () => ({ incidentId: on("incidentId") }), refusal: NOT_FOUND },
  "incidents.countOpen": { who: "members" },
  "incidents.discard": {
    who: operators,
    input: () => ({ incidentId: on("incidentId"), reason: "why" }),
    refusal: NOT_FOUND,
  },
  "incidents.discardGroup": {
    who: operators,
    input: () => ({ incidentId: on("incidentId"), upTo: moments.to, reason: "why" }),
    refusal: NOT_FOUND,
  },
  "incidents.release": { who: operators, input: operation({}), refusal: NOT_FOUND },
  "people.list": { who: "members" },
  "people.invite": { who: admins, input: () => ({ role: "admin" }) },
  "people.setRole": { who: admins, input: () => ({ userId: on("userId"), role: "analyst" }), refusal: "BAD_REQUEST" },
  "people.setGroups": { who: admins, input: () => ({ userId: on("userId"), groups: ["x"] }), refusal: "BAD_REQUEST" },
  "people.invitation": { who: "everybody", input: () => ({ token: "guess" }) },
  "people.accept": {
    who: "everybody",
    input: () => ({ token: "guess", email: "eve@other.example", name: "Eve", password: "0123456789" }),
    refusal: "BAD_REQUEST",
  },
  "schedules.list": { who: "members", input: () => flow },
  "schedules.pause": { who: operators, input: () => ({ ...flow, nodeId: "nightly" }), refusal: NOT_FOUND },
  "schedules.resume": { who: operators, input: () => ({ ...flow, nodeId: "nightly" }), refusal: NOT_FOUND },
  "schedules.previewBackfill": {
    who: operators,
    input: () => ({ ...flow, nodeId: "nightly", ...moments, limit: 5 }),
    refusal: NOT_FOUND,
  },
  "schedules.backfill": {
    who: operators,
    input: () => ({ ...flow, nodeId: "nightly", ...moments, limit: 5, perSecond: 1 }),
    refusal: NOT_FOUND,
  },
  "switches.status": { who: "members", input: () => flow },
  "switches.pause": { who: operators, input: () => flow, refusal: NOT_FOUND },
  "switches.resume": { who: operators, input: () => flow, refusal: NOT_FOUND },
  "connections.list": { who: "members" },
  "environments.list": { who: "members" },
  "environments.settings": { who: "members" },
  "environments.history": { who: "members" },
  "environments.setVariable": { who: admins, input: () => ({ ...prod, name: "place", value: 1 }) },
  "environments.mapConnection": { who: admins, input: () => ({ ...prod, name: "payments" }) },
  "environments.setSchedules": { who: admins, input: () => ({ environment: "test", isOn: true }) },
  "environments.places": { who: "members", input: () => flow, refusal: NOT_FOUND },
  "environments.previewPromotion": { who: "members", input: () => ({ ...flow, from: "prod", to: "test" }), refusal: NOT_FOUND },
  "environments.promote": { who: editors, input: promotion },
  "environments.requestReview": { who: editors, input: promotion },
  "environments.retire": { who: operators, input: () => ({ ...flow, ...prod, reason: "why" }) },
  "expressions.evaluate": { who: editors, input: () => ({ source: '$useMapping("total@1", input)', sample: {} }) },
  "tries.run": {
    who: editors,
    input: () => ({ document: reachingOver, samples: {}, scope: { type: "flow" }, input: {}, allowReal: ["over"] }),
  },
  "tries.pastRun": { who: "members", input: operation({}), refusal: NOT_FOUND },
  "tries.recordedOutput": { who: "members", input: operation({ nodeId: "charge", visit: 1 }), refusal: NOT_FOUND },
  "tries.scenarios": { who: editors, input: () => ({ document: { ...reachingOver, ...{ id: "orders" } } }) },
  "views.list": { who: "members" },
  "views.save": { who: "members", input: () => ({ name: "mine", query: "?x" }) },
  "views.remove": { who: "members", input: () => ({ viewId: on("viewId") }) },
  "mappings.learned": { who: "members" },
  "mappings.turnDown": { who: editors, input: () => ({ pairs: [{ source: [CANARY], target: [CANARY] }] }) },
  "mappings.testOfStep": { who: editors, input: () => ({ runId: on("failedRun"), nodeId: "choose" }), refusal: NOT_FOUND },
  "mappings.list": { who: "members" },
  "mappings.choices": { who: "members" },
  "mappings.get": { who: "members", input: () => ({ name: "total" }), refusal: NOT_FOUND },
  "mappings.find": { who: "members", input: () => ({ keys: ["total@1"] }) },
  "mappings.check": { who: editors, input: () => written },
  "mappings.publish": { who: editors, input: () => written },
  "mappings.upgrade": { who: editors, input: () => ({ ...flow, from: "total@1", to: "total@2" }), refusal: NOT_FOUND },
  "overview.read": { who: "members", input: () => ({ since: "2026-11-01T00:00:00.000Z", until: "2027-01-01T00:00:00.000Z" }) },
};

type Person = OrganizationsWorld["bea"] | undefined;
type Procedure = (input: unknown) => Promise<unknown>;

/** What the person is answered, streams to their end, or the refusal. */
async function call(path: string, person: Person, input: unknown): Promise<unknown> {
  const membership = () => Promise.resolve(person);
  const ctx: Context = { engine: world.live.engine, membership };
  const caller: unknown = appRouter.createCaller(ctx);
  const procedure = path.split(".").reduce((at, name) => (at as Record<string, unknown>)[name], caller) as Procedure;
  try {
    const answer = await procedure(input);
    return isStream(answer) ? await whole(answer) : answer;
  } catch (error) {
    if (error instanceof TRPCError) return error;
    throw error;
  }
}

const isStream = (answer: unknown): answer is AsyncIterable<unknown> =>
  typeof answer === "object" && answer !== null && Symbol.asyncIterator in answer;

async function whole(stream: AsyncIterable<unknown>): Promise<unknown[]> {
  const parts: unknown[] = [];
  for await (const part of stream) parts.push(part);
  return parts;
}

const codeOf = (answer: unknown): string => (answer instanceof TRPCError ? answer.code : "answer");

const paths = Object.keys(appRouter._def.procedures);

describe("every procedure", () => {
  it("is in the table", () => {
    expect(Object.keys(table).toSorted()).toEqual(paths.toSorted());
  });

  it.each(paths)("%s gives nothing away to another organization, and changes nothing in this one", async (path) => {
    const { input, refusal = "answer" } = table[path]!;
    const before = await world.rows();
    const answer = await call(path, world.bea, input?.());
    const said = answer instanceof TRPCError ? answer.message : JSON.stringify(answer ?? null);
    expect(said).not.toContain(CANARY);
    expect(said).not.toContain(world.people.admin.userId);
    expect(await world.rows()).toEqual(before);
    expect([codeOf(answer), said]).toEqual([refusal, said]);
  });

  it.each(paths)("%s is closed to whoever is signed out, or is no member any more", async (path) => {
    const { who, input } = table[path]!;
    if (who === "everybody") return;
    expect(codeOf(await call(path, undefined, input?.()))).toBe("UNAUTHORIZED");
  });

  it.each(paths)("%s is closed to lower roles, and open to the others", async (path) => {
    const { who, input } = table[path]!;
    if (typeof who === "string") return;
    const before = await world.rows();
    for (const role of roles) {
      // A request that no procedure takes: whoever comes as far as that was let in.
      const answer = await call(path, world.people[role], who.includes(role) ? { nonsense: true } : input?.());
      expect([role, codeOf(answer)]).toEqual([role, who.includes(role) ? "BAD_REQUEST" : "FORBIDDEN"]);
    }
    expect(await world.rows()).toEqual(before);
  });
});

describe("a stream", () => {
  it("of a run or a draft ends when its reader is taken out of the organization", async () => {
    const { userId } = world.people.executive;
    const streams = [
      call("runs.events", world.people.executive, { runId: on("waitingRun"), afterSeq: 0 }),
      call("drafts.watch", world.people.executive, { flowId: "reviewed", clientId: "window-98", afterRevision: 0 }),
    ];
    await world.sql("delete from membership where user_id = $1", [userId]);
    expect((await Promise.all(streams)).map(codeOf)).toEqual(["UNAUTHORIZED", "UNAUTHORIZED"]);
  });
});
