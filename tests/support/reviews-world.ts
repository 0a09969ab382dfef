import { draftsRouter } from "#app/_server/routers/drafts/index.ts";
import { reviewsRouter } from "#app/_server/routers/reviews/index.ts";
import { versionsRouter } from "#app/_server/routers/versions/index.ts";
import { setFlowField } from "#engine/core/edit/commands/set-flow-field.ts";
import type { Role } from "#engine/core/role.ts";
import { openEngine, type Engine, type Membership } from "#engine/index.ts";
import type { DecideReview, ReviewDetail } from "#engine/runtime/reviews.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";

/** The flow that reviews are about, as text. */
export const reviewedSource = (id: string, name = "Orders"): string => `omnilink: 1
id: ${id}
name: ${name}
nodes:
  - { id: start, kind: trigger.manual }
  - { id: price, kind: map, config: { expression: input.total } }
edges:
  - { from: start, to: price }
`;

/** Of everybody. */
export const REVIEWERS_PASSWORD = "correct horse battery";

/** Admin Ada, analyst Ana, engineer Ed, executives Eve and Eli. */
const PEOPLE: Readonly<Record<string, Role>> = {
  Ada: "admin",
  Ana: "analyst",
  Ed: "engineer",
  Eve: "executive",
  Eli: "executive",
};

/**
 * An organization with people in each role, in a database of its own, opened by two processes. A test that uses it says
 * `vi.mock("server-only", () => ({}))`.
 */
export class ReviewsWorld {
  readonly database: TestDatabase;
  readonly engine: Engine;
  readonly other: Engine;
  readonly orgId: string;
  readonly #people: ReadonlyMap<string, Membership>;
  #windows = 0;

  constructor(database: TestDatabase, engines: readonly [Engine, Engine], people: ReadonlyMap<string, Membership>) {
    this.database = database;
    [this.engine, this.other] = engines;
    this.orgId = this.engine.orgId;
    this.#people = people;
  }

  async close(): Promise<void> {
    await Promise.all([this.engine.close(), this.other.close()]);
    await this.database.drop();
  }

  readonly person = (name: string): Membership => this.#people.get(name)!;
  readonly by = (name: string) => ({ userId: this.person(name).userId, name });

  /** The procedures of the API, as this person calls them. */
  readonly api = (name: string) => {
    const ctx = { engine: this.engine, membership: () => Promise.resolve(this.person(name)) };
    return {
      drafts: draftsRouter.createCaller(ctx),
      reviews: reviewsRouter.createCaller(ctx),
      versions: versionsRouter.createCaller(ctx),
    };
  };

  readonly deploy = (id: string, name?: string) =>
    this.engine.flows.deploy({ orgId: this.orgId, source: reviewedSource(id, name), deployedBy: "test" });
  readonly liveName = async (id: string) => (await this.engine.flows.get(this.orgId, id))?.name;

  /** An edit of the draft by somebody; the revision after it. */
  readonly rename = async (flowId: string, author: string, name: string): Promise<number> => {
    const { engine, orgId } = this;
    const opened = (await engine.drafts.open(orgId, flowId))!;
    const result = setFlowField(opened.draft, ["name"], name);
    if (!result.ok) throw new Error(result.reason);
    const saved = await engine.drafts.save({
      ...{ orgId, flowId, clientId: `window-${++this.#windows}`, baseRevision: opened.revision, by: this.by(author) },
      ...(opened.live ? { baseVersion: opened.live.number } : {}),
      edits: [{ editId: 1, edit: result.edit }],
    });
    if (!saved.ok) throw new Error(JSON.stringify(saved));
    return (await engine.drafts.open(orgId, flowId))!.revision;
  };

  /** A deployed flow that needs a review from now on, with a change of Ana's in the draft. */
  readonly reviewed = async (flowId: string, quorum = 1): Promise<number> => {
    const { engine, orgId } = this;
    const deployed = await this.deploy(flowId);
    const rule = { isRequired: true, quorum, roles: ["executive", "admin"] as const };
    const ruled = await engine.reviews.setRule({ orgId, flowId, rule, by: this.by("Ada") });
    if (!deployed.ok || !ruled.ok) throw new Error(JSON.stringify([deployed, ruled]));
    return this.rename(flowId, "Ana", "Orders, better");
  };

  readonly ask = async (flowId: string, revision: number, who = "Ana"): Promise<string> => {
    const asked = await this.engine.reviews.request({ orgId: this.orgId, flowId, revision, by: this.by(who) });
    if (!asked.ok) throw new Error(JSON.stringify(asked));
    return asked.reviewId;
  };

  readonly detail = async (reviewId: string, viewer = "Eve"): Promise<ReviewDetail> =>
    (await this.engine.reviews.get(this.orgId, reviewId, this.person(viewer).userId))!;

  readonly decide = async (reviewId: string, who: string, more: Partial<DecideReview> = {}, on: Engine = this.engine) => {
    const { bundleHash } = await this.detail(reviewId);
    return on.reviews.decide({ orgId: this.orgId, reviewId, decision: "approve", by: this.by(who), bundleHash, ...more });
  };
}

export async function openReviewsWorld(): Promise<ReviewsWorld> {
  const database = await createTestDatabase();
  const engine = await openEngine({ databaseUrl: database.url });
  const other = await openEngine({ databaseUrl: database.url });
  const people = new Map<string, Membership>();
  for (const [name, role] of Object.entries(PEOPLE)) people.set(name, await join(engine, name, role));
  return new ReviewsWorld(database, [engine, other], people);
}

async function join({ people, orgId }: Engine, name: string, role: Role): Promise<Membership> {
  const email = `${name.toLowerCase()}@example.com`;
  const { token } = await people.invite({ orgId, role, invitedBy: "test" });
  await people.accept({ token, email, name, password: REVIEWERS_PASSWORD });
  const { userId } = (await people.authenticate(email, REVIEWERS_PASSWORD))!;
  return (await people.membership(userId))!;
}
