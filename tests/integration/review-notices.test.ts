import { afterAll, expect, it, vi } from "vitest";
import { createNotices } from "#engine/postgres/notices/create-notices.ts";
import { createPool } from "#engine/postgres/pool.ts";
import { deliverNotices } from "#engine/runtime/deliver-notices.ts";
import type { Notice } from "#engine/runtime/notices.ts";
import { openReviewsWorld } from "#tests/support/reviews-world.ts";

vi.mock("server-only", () => ({}));

const world = await openReviewsWorld();
const { database, engine, orgId, person, by, reviewed, ask, detail, decide } = world;
afterAll(() => world.close());

it("tells of a review those who may decide, and what they say to those who worked on it, and of what was called off nobody", async () => {
  const pool = createPool({ url: database.url });
  const told = async () => {
    const sent: Notice[] = [];
    const ways = { mail: async (one: Notice) => void sent.push(one), chat: async (one: Notice) => void sent.push(one) };
    const onUnreached = (_notice: Notice, error: string): never => {
      throw new Error(error);
    };
    await deliverNotices({ notices: createNotices(pool), ways, onUnreached }, 1_000);
    return sent.map(({ about, to, way }) => `${about.kind} ${way === "chat" ? "to all" : to?.name}`).sort();
  };
  const revision = await reviewed("told");
  await told();
  const reviewId = await ask("told", revision);
  expect(await told()).toEqual(["requested Ada", "requested Eli", "requested Eve", "requested to all"]);
  expect(await told()).toEqual([]);
  await engine.reviews.comment({ orgId, reviewId, by: by("Eli"), text: "Why?" });
  expect(await told()).toEqual(["commented Ana"]);
  await engine.reviews.comment({ orgId, reviewId, by: by("Ana"), text: "It is shorter." });
  expect(await told()).toEqual(["commented Eli"]);
  await decide(reviewId, "Eve", { decision: "requestChanges", comment: "Longer" });
  expect(await told()).toEqual(["changesRequested Ana", "changesRequested Eli", "changesRequested to all"]);
  // Withdrawn between planning and sending: nobody is asked any more.
  const again = await ask("told", revision);
  await createNotices(pool).plan(["mail", "chat"], 100);
  await engine.reviews.withdraw({ orgId, reviewId: again, by: by("Ana") });
  expect(await told()).toEqual([]);
  await pool.query("update notice set sent_at = null, error = 'It is full.' where user_id = $1", [person("Eli").userId]);
  expect((await detail(reviewId)).unreached).toContain("Eli by mail: It is full. Further attempts are made.");
  await pool.end();
});
