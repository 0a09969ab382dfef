import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../core/json.ts";
import { importN8n } from "./import-n8n.ts";

function imported(node: JsonObject) {
  const nodes = [
    { name: "Start", type: "n8n-nodes-base.manualTrigger", parameters: {} },
    { name: "It", ...node },
  ];
  const result = importN8n({ nodes, connections: { Start: { main: [[{ node: "It" }]] } } }, "Test");
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join(" "));
  return {
    made: result.document.nodes.find(({ name }) => name === "It"),
    element: result.elements.find(({ id }) => id === "It"),
  };
}

const set = (parameters: JsonObject) => imported({ type: "n8n-nodes-base.set", parameters });

describe("the import of an n8n workflow", () => {
  it("translates the fields that the first version of set lists by their type", () => {
    const values = { string: [{ name: "email", value: "={{ $json.mail }}" }], number: [{ name: "age", value: 3 }] };
    const { made, element } = set({ keepOnlySet: true, values });
    expect(made).toMatchObject({ kind: "map", config: { expression: '{ "email": input.mail, "age": 3 }' } });
    expect(element?.outcome).toBe("translated");
    expect(set({ values }).made?.config?.["expression"]).toBe('$merge([input, { "email": input.mail, "age": 3 }])');
  });

  it("translates a set of raw JSON, and keeps what it cannot read as a placeholder", () => {
    expect(set({ mode: "raw", jsonOutput: '{"a":1}' }).made?.config?.["expression"]).toBe('{ "a": 1 }');
    const filled = set({ mode: "raw", jsonOutput: '={"a": "{{ $json.b }}", "n": {{ $json.n }}}' });
    expect(filled.made?.config?.["expression"]).toBe('{ "a": "" & (input.b), "n": input.n }');
    expect(set({ mode: "raw", jsonOutput: "={ a }" }).made?.kind).toBe("placeholder");
    expect(set({ mode: "manual" }).element?.outcome).toBe("unsupported");
  });

  it("translates the conditions of the first version of if, with the defaults its file leaves out", () => {
    const conditions = { number: [{ value1: "={{ $json.age }}", value2: 18 }] };
    const { made } = imported({ type: "n8n-nodes-base.if", parameters: { conditions } });
    expect(made?.config?.["cases"]).toEqual([{ port: "yes", when: "input.age < 18" }]);
  });

  it("takes over how long a request may take and how often it is tried, and says which options are lost", () => {
    const parameters = { url: "https://a.example.com/b", options: { timeout: 5000, proxy: "http://proxy.example.com" } };
    const { made, element } = imported({ type: "n8n-nodes-base.httpRequest", parameters, retryOnFail: true, maxTries: 4 });
    expect(made).toMatchObject({ timeout: "PT5S", retry: { maxAttempts: 4, initial: "PT1S", factor: 1, on: ["*"] } });
    expect(element?.outcome).toBe("approximated");
    expect(element?.note).toContain("proxy");
    expect(element?.note).not.toContain("timeout");
  });

  it("leaves values that look like secrets out of a placeholder", () => {
    const parameters = { apiKey: "k-1", header: [{ name: "Authorization", value: "Bearer s-1" }], list: [{ password: "p-1" }] };
    const { made } = imported({ type: "vendor.unknown", parameters });
    expect(made?.kind).toBe("placeholder");
    expect(JSON.stringify(made)).not.toMatch(/k-1|s-1|p-1/);
    expect(made?.config?.["original"]).toMatchObject({ parameters: { apiKey: "(left out)" } });
  });
});
