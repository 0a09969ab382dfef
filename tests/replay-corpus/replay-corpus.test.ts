import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { applyChanges, changesBetween, corpusFiles, foldHistory, hashOf, readCorpus, type History } from "./history.ts";
import type { JsonObject } from "#engine/core/json.ts";

interface Retired {
  readonly name: string;
  readonly reason: string;
}
const retired = JSON.parse(readFileSync(join(import.meta.dirname, "retired.json"), "utf8")) as readonly Retired[];
const retiredNames = new Set(retired.map(({ name }) => name));

/** `undefined`, or which history means something else now, from which event on, and where. */
function differenceIn(history: History): string | undefined {
  const { name, events, after } = history;
  let expected: JsonObject = {};
  let index = 0;
  try {
    for (const state of foldHistory(history)) {
      const { hash, changes } = after[index]!;
      expected = applyChanges(expected, changes);
      if (hashOf(state) !== hash) return describeDifference(name, history, index, expected, state);
      index += 1;
    }
  } catch (error) {
    return `${name}, event ${index + 1} (${events[index]?.type ?? "none"}): ${String(error)}`;
  }
  return undefined;
}

function describeDifference(name: string, { events }: History, index: number, expected: JsonObject, state: JsonObject): string {
  const places = changesBetween(expected, state, "").map(([path, value]) => `${path} is ${JSON.stringify(value)}`);
  return `${name}, event ${index + 1} (${events[index]!.type}): ${places.join("; ")}`;
}

describe.each(corpusFiles())("the histories of %s", (file) => {
  const histories = readCorpus(file);

  const live = histories.filter(({ name }) => !retiredNames.has(name)).map((history) => [history.name, history] as const);

  it.each(live)("mean the same at every event: %s", (_name, history) => {
    expect(differenceIn(history)).toBeUndefined();
  });

  it("differ where a release has changed their meaning on purpose", () => {
    const changed = histories.filter(({ name }) => retiredNames.has(name));
    expect(changed.filter((history) => differenceIn(history) === undefined).map(({ name }) => name)).toEqual([]);
  });
});

describe("the corpus", () => {
  const all = corpusFiles().flatMap(readCorpus);

  it("holds at least two hundred histories, each with a name of its own", () => {
    expect(all.length).toBeGreaterThanOrEqual(200);
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  });

  it("names the history, the event and the place of a difference", () => {
    const history = all.find(({ events }) => events.length > 5)!;
    const events = history.events.map((event) =>
      event.type === "run.started" ? { ...event, data: { ...event.data, input: "other" } } : event,
    );
    expect(differenceIn({ ...history, events })).toMatch(
      new RegExp(`^${history.name}, event 1 \\(run.started\\): .*/input is "other"`),
    );
  });

  it("gives a reason for each history whose meaning was changed", () => {
    expect(retired.filter(({ name, reason }) => reason.length < 20 || !all.some((history) => history.name === name))).toEqual([]);
  });
});
