import type { JsonObject } from "#engine/core/json.ts";
import { scenarioInput } from "#engine/hub/scenarios/scenario-input.ts";
import type { Scenario } from "#engine/hub/scenarios/scenario.ts";
import { connectionVariables, withDemo } from "./demo-outside.ts";
import { callsOf, comparable, type Outcome } from "./outcome.ts";
import { complaint, runCommand } from "./run-command.ts";
import type { ExampleCase } from "./run-durably.ts";

/** `npm start` in the exported project, with a person at the terminal who decides as the scenario says. */
export function runInMemory({ folder, document, flows, scenario, faults }: ExampleCase): Promise<Outcome> {
  return withDemo(faults, async (demo, ledger) => {
    const end = await runCommand("npm", ["start", "--silent", "--", JSON.stringify(scenarioInput(scenario))], {
      cwd: folder,
      env: { ...connectionVariables(demo), ...flows },
      typed: typedFor(scenario),
    });
    const result = objectIn(end.stdout);
    if (!result) throw new Error(`npm start: ${complaint(end)}`);
    const own = new Set(document.nodes.map(({ id }) => id));
    const lines = end.stderr.split("\n");
    return {
      status: String(result["status"]),
      output: comparable(result["output"] ?? null),
      steps: lines.flatMap((line) => stepOf(line, own)).toSorted(),
      effects: [...callsOf(await ledger()), ...lines.flatMap(mailOf)].toSorted(),
    };
  });
}

function typedFor({ decisions = {} }: Scenario): string {
  return Object.values(decisions)
    .map(({ decision, comment = "", data }) =>
      decision === "answer" ? `${JSON.stringify(data)}\n` : `${decision === "approve" ? "y" : "n"} ${comment}\n`,
    )
    .join("");
}

const objectIn = (text: string): JsonObject | undefined => {
  try {
    return JSON.parse(text.slice(text.indexOf("{"))) as JsonObject;
  } catch {
    return undefined;
  }
};

/** At the end of its line: a question that was asked before it stands in the same one. */
function stepOf(line: string, own: ReadonlySet<string>): readonly string[] {
  const [, type, nodeId = ""] = /step\.(completed|undone) (\S+)$/.exec(line) ?? [];
  if (type === undefined || !own.has(nodeId)) return [];
  return [type === "completed" ? nodeId : `undo ${nodeId}`];
}

/** Mail is printed, one message to a line. */
function mailOf(line: string): readonly string[] {
  const { message } = (line.startsWith("{") ? (objectIn(line) ?? {}) : {}) as { readonly message?: JsonObject };
  return message?.["channel"] === "email" ? [`mail: ${String(message["subject"])}`] : [];
}
