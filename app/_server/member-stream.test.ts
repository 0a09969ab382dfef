import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Membership } from "#engine/index.ts";
import { memberStream, STREAMS_AT_MOST } from "./member-stream.ts";

vi.mock("server-only", () => ({}));

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const person = (userId: string): Membership => ({
  ...{ userId, orgId: "a", organization: "A" },
  ...{ name: userId, email: `${userId}@example.com`, role: "analyst" },
});

let belongs = true;
function context(me: Membership): Parameters<typeof memberStream>[0] {
  const membership = async () => (belongs ? me : undefined);
  return { me, membership, engine: { people: { membership } } as unknown as Parameters<typeof memberStream>[0]["engine"] };
}

async function* untilAborted(until: AbortSignal): AsyncGenerator<string> {
  yield "news";
  if (!until.aborted) await new Promise((resolve) => until.addEventListener("abort", resolve));
}

async function openFor(userId: string): Promise<AbortController> {
  const page = new AbortController();
  const stream = memberStream(context(person(userId)), page.signal, untilAborted);
  expect(await stream.next()).toEqual({ done: false, value: "news" });
  page.signal.addEventListener("abort", () => void stream.next());
  return page;
}

const closeAll = async (pages: readonly AbortController[]): Promise<void> => {
  for (const page of pages) page.abort();
  await vi.advanceTimersByTimeAsync(0);
};

it("refuses a person one stream too many, in words, until another has ended", async () => {
  const pages: AbortController[] = [];
  for (let count = 0; count < STREAMS_AT_MOST.ofPerson; count += 1) pages.push(await openFor("ana"));
  await expect(openFor("ana")).rejects.toThrow(/^You have 100 live pages open, which is the most. Close some of them.$/);
  pages.push(await openFor("ben"));
  await closeAll(pages.splice(0, 1));
  pages.push(await openFor("ana"));
  await closeAll(pages);
});

it("refuses an organization one stream too many", async () => {
  const pages: AbortController[] = [];
  for (let count = 0; count < STREAMS_AT_MOST.ofOrganization; count += 1) pages.push(await openFor(`person ${count}`));
  await expect(openFor("one more")).rejects.toThrow(/^Your organization has 500 live pages open/);
  await closeAll(pages);
  await closeAll([await openFor("one more")]);
});

it("ends with the membership, and says so", async () => {
  const stream = memberStream(context(person("ana")), undefined, untilAborted);
  await stream.next();
  belongs = false;
  const ended = expect(stream.next()).rejects.toThrow("You are signed out.");
  await vi.advanceTimersByTimeAsync(5_000);
  await ended;
  belongs = true;
});
