import { describe, expect, it } from "vitest";
import { flowOf, said } from "../rule-fixtures.ts";
import { knownPort } from "./known-port.ts";

const nodes = ["t:trigger", "c:call", "s:split", "j:join", "e:stop", "m:map"];
const problemsOf = (edge: string) => said(knownPort, flowOf(nodes, [edge]));

describe("knownPort", () => {
  it.each(["t > c", "s.yes > m", "s > m", "c !> m", "c.error !> m", "c ~> m", "nowhere.x > m"])("accepts %s", (edge) => {
    expect(problemsOf(edge)).toEqual([]);
  });

  it("leaves a node whose config does not fit to another rule", () => {
    expect(said(knownPort, flowOf([{ id: "c", kind: "call", config: { bad: 1 } }, "m:map"], ["c.x > m"]))).toEqual([]);
  });

  it.each([
    ["s.yse > m", 'Node "s" has no port "yse"; its ports are yes, no. Write "yes" instead of "yse".'],
    ["s.maybeLater > m", 'Node "s" has no port "maybeLater"; its ports are yes, no. Use one of the ports yes, no.'],
    ["c.error > m", 'Node "c" has no port "error"; its ports are out. Write "kind: error" on the edge instead of the port.'],
    [
      "e > m",
      'Node "e" is of kind "stop", after which nothing follows, but an edge leads from it to "m". Remove the edge, or start it from another node.',
    ],
    [
      "t !> m",
      'Node "t" is of kind "trigger", which cannot fail, so no error edge can leave it. Remove the edge, or start it from the node that can fail.',
    ],
    [
      "j !> m",
      'Node "j" is of kind "join", which cannot fail, so no error edge can leave it. Remove the edge, or start it from the node that can fail.',
    ],
    [
      "c.out !> m",
      'The error edge from Node "c" to "m" names the port "out". Remove "port": error edges do not leave from a port of the kind.',
    ],
    [
      "c.out ~> m",
      'The compensation edge from Node "c" to "m" names the port "out". Remove "port": compensation edges do not leave from a port of the kind.',
    ],
  ])("reports %s", (edge, expected) => {
    const [problem] = problemsOf(edge);
    expect(problem).toMatch(/^flow\/unknown-port \/edges\/0/);
    expect(problem?.slice(problem.indexOf(": ") + 2)).toBe(expected);
  });
});
