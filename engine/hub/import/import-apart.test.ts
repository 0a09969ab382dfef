import { expect, it } from "vitest";
import { importApart } from "./import-apart.ts";

const machine = JSON.stringify({ StartAt: "A", States: { A: { Type: "Pass", End: true } } });

/** The process may be started late where the machine is busy; nothing here depends on when. */
const PATIENCE = { timeout: 600_000 };

/** Takes a second or more to be read, and its answer comes in several pieces: every state but the last leads to the next one and to one further on. */
const long = (): string => {
  const states = Array.from({ length: 900 }, (_, at) => {
    const choices = [{ Variable: "$.a", NumericEquals: at, Next: `S${Math.min(899, at + 2)}` }];
    return [`S${at}`, at === 899 ? { Type: "Succeed" } : { Type: "Choice", Choices: choices, Default: `S${at + 1}` }];
  });
  return JSON.stringify({ StartAt: "S0", States: Object.fromEntries(states) });
};

it("reads a file in a process of its own, with the same result", PATIENCE, async () => {
  const result = await importApart({ text: machine, fileName: "hello-world.asl.json" }, "org");
  expect(result).toMatchObject({ ok: true, format: "asl", document: { id: "helloWorld", name: "Hello world" } });
});

it("ends a process that takes too long, and says so", PATIENCE, async () => {
  const result = await importApart({ text: long() }, "org", 1);
  expect(result).toMatchObject({
    ok: false,
    problems: [{ code: "flow/too-large", message: expect.stringContaining("0.001 seconds") }],
  });
});

it("takes the answer of a process, however long it is, before its end", PATIENCE, async () => {
  const result = await importApart({ text: long() }, "org");
  expect(result).toMatchObject({ ok: true, format: "asl" });
});
