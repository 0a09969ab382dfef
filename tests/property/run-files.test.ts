import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import { contentHash } from "#engine/core/flow/canonical-hash.ts";
import type { JsonValue } from "#engine/core/json.ts";
import type { RunEvent, RunEventBody } from "#engine/core/machine/run-event.ts";
import { readRunFile } from "#engine/core/run-file/read-run-file.ts";
import { isSensitiveName } from "#engine/core/mapping/test-cases/redact-sensitive.ts";
import { readCorpus } from "#tests/replay-corpus/history.ts";
import { fileOf, replayFile, wholeRun } from "#tests/support/run-file-world.ts";

const document: FlowDocument = {
  ...{ omnilink: 1, id: "orders", name: "Orders" },
  nodes: [
    { id: "start", kind: "trigger.manual" },
    { id: "getToken", kind: "http", config: { method: "POST", url: "https://pay.example.com/charges" } },
  ],
  edges: [{ from: "start", to: "getToken" }],
};

/** A run that tells the data in every place that data can stand. */
function eventsWith(input: JsonValue, text: string): readonly RunEvent[] {
  const step = { nodeId: "getToken", visit: 1, attempt: 1 };
  const failure = { code: "http/status", message: `It said ${text}.`, details: { body: text } };
  const bodies: readonly RunEventBody[] = [
    {
      type: "run.started",
      data: { flow: "orders", version: 1, contentHash: contentHash(document), trigger: "start", input, seed: 1 },
    },
    { type: "step.started", ...step, data: { input: { body: input, url: `/x?q=${encodeURIComponent(text)}` } } },
    { type: "signal.received", data: { name: "go", payload: [text, { deep: text }] } },
    { type: "attempt.failed", ...step, data: { failure, retryAt: "2026-01-01T00:00:02.000Z", durationMs: 5 } },
    { type: "timer.fired", data: { nodeId: "getToken", visit: 1 } },
    { type: "step.started", ...step, attempt: 2, data: {} },
    {
      type: "step.completed",
      ...step,
      attempt: 2,
      data: { output: { said: `<${text}>`, [text]: 1 }, vars: { note: text }, durationMs: 7 },
    },
    { type: "run.completed", data: { output: { said: text } } },
  ];
  return bodies.map((body, index) => ({ ...body, seq: index + 1, at: new Date(Date.UTC(2026, 0, 1) + index).toISOString() }));
}

const hasSensitiveName = (value: JsonValue): boolean =>
  typeof value === "object" && value !== null
    ? Object.entries(value).some(([name, member]) => isSensitiveName(name) || hasSensitiveName(member as JsonValue))
    : false;

const secrets = fc.stringMatching(/^[A-Za-z0-9+/=" %é-]{8,40}$/).map((text) => `k${text}`);
const names = fc.constantFrom("password", "clientSecret", "accessToken", "Authorization", "apiKey", "cardNumber");
const anything = fc.jsonValue({ maxDepth: 3 }).map((value) => value as JsonValue);

describe("a run file", () => {
  it("does not hold what stands in a field that is called like a secret, wherever it stands again", () => {
    fc.assert(
      fc.property(secrets, names, anything, (secret, name, rest) => {
        const input = { user: [{ [name]: secret }], rest };
        const whole = wholeRun(document, "run-1", eventsWith(input, secret));
        const file = fileOf({ ...whole, run: { ...whole.run, businessKey: secret, tags: [`for ${secret}`] } });
        const said = JSON.stringify({ events: file.events, run: file.run });
        for (const form of [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
          expect(said).not.toContain(form);
        expect(file.redaction.fields.map(({ path }) => path)).toContain(`/events/*/data/input/user/*/${name}`);
        expect(file.redaction.copies).toBeGreaterThan(6);
      }),
    );
  });

  it("is what happened, as it was, where nothing is sensitive, and is read as what was written", () => {
    fc.assert(
      fc.property(anything, fc.stringMatching(/^[a-z ]{0,20}$/), (input, text) => {
        fc.pre(!hasSensitiveName(input));
        const events = eventsWith(input, text);
        const file = fileOf(wholeRun(document, "run-1", events));
        expect(file.events).toEqual(events);
        expect(file.redaction).toEqual({ names: [], fields: [], copies: 0, leftOut: [] });
        expect(readRunFile(JSON.stringify(file))).toEqual({ ok: true, file: JSON.parse(JSON.stringify(file)) });
      }),
    );
  });

  const recorded = ["scenarios-2026-11.jsonl.gz", "postgres-2026-11.jsonl.gz"].flatMap((name) => readCorpus(name));

  it("replays every recorded run, also with its words masked", { timeout: 120_000 }, async () => {
    const often = ["id", "email", "sku", "title", "customer", "total"];
    for (const { name, runId, flow, events } of recorded) {
      const whole = wholeRun(flow, runId, events);
      for (const choices of [{}, { names: often }, { largest: 40 }]) {
        const read = readRunFile(JSON.stringify(fileOf(whole, choices)));
        expect(read, name).toMatchObject({ ok: true });
        if (read.ok) expect(await replayFile(read.file), name).toMatchObject({ ok: true, events: events.length });
      }
    }
  });
});
