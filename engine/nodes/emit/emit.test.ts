import { describe, expect, it } from "vitest";
import type { OutgoingEvent } from "../../runtime/event-bus.ts";
import { failureOf, testEffectContext, type TestStep } from "../test-context.ts";
import { emit } from "./definition.ts";
import { createEmitExecutor } from "./execute.ts";

const scope = { run: { id: "run-1", flow: "orders" } };

function bus() {
  const sent: (OutgoingEvent & { readonly runId: string })[] = [];
  const executor = createEmitExecutor(async (runId, event) => {
    sent.push({ runId, ...event });
    return { id: "event-1", time: "2026-01-01T00:00:00.000Z", created: true };
  });
  const run = async (config: TestStep["config"]) => {
    const context = testEffectContext({ config, scope });
    return executor.run(context, await executor.prepare(context));
  };
  return { sent, run };
}

describe("emit", () => {
  it("sends the event under the key of its step, and gives its attributes", async () => {
    const { sent, run } = bus();
    const { output } = await run({ type: "order.shipped", subject: "A-1", data: { n: 1 } });
    expect(sent).toEqual([
      { runId: "run-1", type: "order.shipped", source: "/flows/orders", subject: "A-1", data: { n: 1 }, key: "step:run:probe#1" },
    ]);
    expect(output).toEqual({
      id: "event-1",
      source: "/flows/orders",
      type: "order.shipped",
      subject: "A-1",
      time: "2026-01-01T00:00:00.000Z",
    });
  });

  it("sends under its own key, source and no data when the flow says so", async () => {
    const { sent, run } = bus();
    await run({ type: "order.shipped", source: "/shop", key: "A-1" });
    expect(sent).toMatchObject([{ source: "/shop", data: null, key: "key:order.shipped:A-1" }]);
    expect(sent[0]).not.toHaveProperty("subject");
  });

  it.each([{ type: "not a type" }, { type: "order.*" }, { type: "a", subject: 7 }, { type: "a", key: "" }])(
    "refuses what a template gave: %j",
    async (config) => {
      expect(await failureOf(bus().run(config))).toMatchObject({ code: "step/invalid-config", nodeId: "probe" });
    },
  );

  it("may be repeated, and shows its type on the card", () => {
    expect(emit.effect?.({ type: "a" })).toBe("idempotent");
    expect(emit.summarize({ type: '="order." & input.state' })).toBe("order.{state}");
    expect(emit.config.safeParse({ type: "=input.type", data: { a: ["=input.b"] } }).success).toBe(true);
    expect(emit.config.safeParse({ type: "order." }).success).toBe(false);
  });
});
