import { expect, it } from "vitest";
import { importApart } from "./import-apart.ts";

const machine = JSON.stringify({ StartAt: "A", States: { A: { Type: "Pass", End: true } } });

it("reads a file in a process of its own, with the same result", { timeout: 30_000 }, async () => {
  const result = await importApart({ text: machine, fileName: "hello-world.asl.json" }, "org");
  expect(result).toMatchObject({ ok: true, format: "asl", document: { id: "helloWorld", name: "Hello world" } });
});

it("ends a process that takes too long, and says so", { timeout: 30_000 }, async () => {
  const result = await importApart({ text: machine }, "org", 1);
  expect(result).toMatchObject({
    ok: false,
    problems: [{ code: "flow/too-large", message: expect.stringContaining("0.001 seconds") }],
  });
});
