import jsonata from "jsonata";
import { describe, expect, it } from "vitest";
import { jqToJsonata } from "./jq-to-jsonata.ts";

const data = {
  n: 5,
  zero: 0,
  no: false,
  empty: "",
  nothing: null,
  name: "Ana Ruiz",
  list: [3, 1, 2],
  one: [7],
  at: 1,
  people: [
    { id: 1, team: "b", tags: ["x"] },
    { id: 2, team: "a", tags: ["y", "z"] },
    { id: 3, team: "b" },
  ],
  map: { a: 1, b: 2 },
};

async function valueOf(source: string): Promise<unknown> {
  const { code } = jqToJsonata(source, {
    here: { code: "input" },
    variable: (name) => (name === "given" ? { code: "input.n" } : undefined),
  });
  const value: unknown = await jsonata(code).evaluate({ input: data });
  return JSON.parse(JSON.stringify(value ?? null));
}

describe("an expression in jq", () => {
  it.each([
    [".name", "Ana Ruiz"],
    [".map.a + $given", 6],
    [".list[.at]", 1],
    [".list[1:]", [1, 2]],
    ['.["name"]', "Ana Ruiz"],
    [".zero // 9", 0],
    [".nothing // .missing // 9", 9],
    [".no // true", true],
    [".empty and true", true],
    [".zero | not", false],
    [".nothing == .missing", true],
    [".missing == null", true],
    ["if .zero then 1 else 2 end", 1],
    ["if .n > 9 then 1 elif .n > 4 then 2 else 3 end", 2],
    ["{ n, other: .missing, list: .one }", { n: 5, other: null, list: [7] }],
    ["{ (.name): 1 }", { "Ana Ruiz": 1 }],
    ['"\\(.n) of \\(.list | length)"', "5 of 3"],
    [".list | map(. * 2)", [6, 2, 4]],
    [".one | map(. + 1)", [8]],
    ['[.people[] | select(.team == "b") | .id]', [1, 3]],
    ["[.people[].id]", [1, 2, 3]],
    ["[.people[] | .tags]", [["x"], ["y", "z"], null]],
    ["[.list, .n]", [[3, 1, 2], 5]],
    [".list + [9]", [3, 1, 2, 9]],
    [".map + { b: 3 }", { a: 1, b: 3 }],
    [".list | add", 6],
    [".list | sort | reverse", [3, 2, 1]],
    [".people | sort_by(.team) | map(.id)", [2, 1, 3]],
    [".people | group_by(.team) | map(length)", [1, 2]],
    [".people | any(.id > 2)", true],
    [".people | all(.id > 2)", false],
    [".map | keys", ["a", "b"]],
    [".map | to_entries | map(.value)", [1, 2]],
    [".map | length", 2],
    ['.name | split(" ") | .[1] | ascii_downcase', "ruiz"],
    ['.name | test("^An")', true],
    ['.name | ltrimstr("Ana ")', "Ruiz"],
    [".n as $x | .list | map(. + $x)", [8, 6, 7]],
    ["[range(3)]", [0, 1, 2]],
    [".list | max_by(-.)", 1],
  ])("%s gives what it gives in jq", async (source, value) => expect(await valueOf(source)).toEqual(value));

  it.each([
    ".list[]",
    "input_line_number",
    ".a |",
    '"open',
    "$unknown",
    "reduce .[] as $x (0; . + $x)",
    ".list[-2:]",
    "(".repeat(500),
  ])("is refused where it has no counterpart: %s", (source) =>
    expect(() => jqToJsonata(source, { here: { code: "input" }, variable: () => undefined })).toThrow(/counterpart/),
  );
});
