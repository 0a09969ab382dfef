import { describe, expect, it } from "vitest";
import { StepFailure } from "../core/failure.ts";
import { StepConnections } from "./step-connections.ts";

const secret = "k-0123456789";

/** A step that has asked for a connection and says its secret on. */
async function attempt(said: (connections: StepConnections) => Promise<never> | Promise<{ output: string }>) {
  const connections = new StepConnections(async (name) => ({
    ...{ name, baseUrl: "https://api.example.com", headers: {}, allowPrivate: false },
    secrets: [secret],
  }));
  await connections.resolve("api");
  return connections.guard(said(connections));
}

describe("what a step says", () => {
  it("says nothing of the secrets of its connections when it worked", async () => {
    const outcome = { output: `you sent ${secret}`, vars: { key: secret } };
    expect(JSON.stringify(await attempt(async () => outcome))).not.toContain(secret);
  });

  it.each([
    ["in the words of a failure", new StepFailure({ code: "http/status", message: `no: ${secret}` })],
    ["in its details", new StepFailure({ code: "http/status", message: "no", details: { body: [{ key: secret }] } })],
    ["in an error that nobody foresaw", new Error(`connect to ${secret}`, { cause: new Error(secret) })],
    ["in something else that was thrown", `thrown ${secret}`],
  ])("says nothing of them %s", async (_where, thrown) => {
    const error: unknown = await attempt(() => Promise.reject(thrown)).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(StepFailure);
    expect(JSON.stringify((error as StepFailure).failure) + String(error)).not.toContain(secret);
  });
});
