import { expect, it } from "vitest";
import { commentedPlaces, everyOpenComment, openComments, subjectOf, threadOf } from "./comment-threads.ts";

const comment = (text: string, day: number, resolved?: boolean) => ({
  text,
  author: "Ana",
  at: `2026-01-0${day}T00:00:00Z`,
  ...(resolved ? { resolved } : {}),
});
const comments = {
  c1: { ...comment("second", 2), on: { node: "price" } },
  c2: { ...comment("first", 1, true), on: { node: "price" } },
  c3: { ...comment("elsewhere", 1), on: { at: { x: 10, y: 20 } } },
  c4: { ...comment("there too", 2), on: { at: { x: 10, y: 20 } } },
  c5: { ...comment("done", 3, true), on: { at: { x: 0, y: 0 } } },
};

it("comments on one thing are a thread, the oldest first", () => {
  expect(threadOf({ comments }, { node: "price" }).map(({ id }) => id)).toEqual(["c2", "c1"]);
  expect(openComments({ comments }, { node: "price" }).map(({ text }) => text)).toEqual(["second"]);
  expect(openComments({}, { node: "price" })).toEqual([]);
});

it("what was said of a field is part of what was said of its node, and a thread of its own", () => {
  const onField = { ...comment("of the url", 3), on: { node: "price", field: "config/url" } };
  const layout = { comments: { ...comments, c6: onField } };
  expect(threadOf(layout, { node: "price" }).map(({ id }) => id)).toEqual(["c2", "c1", "c6"]);
  expect(threadOf(layout, { node: "price", field: "config/url" }).map(({ id }) => id)).toEqual(["c6"]);
  expect(threadOf(layout, { node: "price", field: "config/body" })).toEqual([]);
});

it("a place keeps its pin until all that was said there is resolved", () => {
  expect(commentedPlaces({ comments })).toEqual([{ at: { x: 10, y: 20 } }]);
});

it("everything that is open is listed, the newest first", () => {
  expect(everyOpenComment({ comments }).map(({ id }) => id)).toEqual(["c1", "c4", "c3"]);
  expect(everyOpenComment({})).toEqual([]);
});

it("a comment is about what people call it", () => {
  const nodes = [{ id: "price", name: "Work out the price" }, { id: "ship" }];
  expect(subjectOf({ node: "price" }, nodes)).toBe("Work out the price");
  expect(subjectOf({ edge: "price.ok>ship" }, nodes)).toBe("Work out the price → ship");
  expect(subjectOf({ at: { x: 1, y: 2 } }, nodes)).toBe("The flow");
});
