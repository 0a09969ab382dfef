import { randomUUID } from "node:crypto";
import type { Command } from "commander";
import { eventType } from "../../core/event/cloud-event.ts";
import { omitUndefined } from "../../core/omit-undefined.ts";
import { CommandStop } from "../command-stop.ts";
import { withEngine } from "../engine-session.ts";
import { readInput } from "../read-input.ts";
import { colors, printJson, say } from "../terminal.ts";

interface EmitOptions {
  readonly data?: string;
  readonly source: string;
  readonly subject?: string;
  readonly env?: string;
  readonly key?: string;
  readonly json?: boolean;
}

export function addEmit(program: Command): void {
  program
    .command("emit")
    .description("put an event on the bus, for the flows that listen")
    .argument("<type>", "what happened, such as order.shipped")
    .option("--data <json|file|->", "its data: JSON text, a file, or - for standard input")
    .option("--source <text>", "who says so", "/cli")
    .option("--subject <text>", "what it is about")
    .option("--env <environment>", "where: only flows that are live there hear of it; default prod")
    .option("--key <text>", "one event of this type per key, however often it is emitted")
    .option("--json", "print { id, time, created }")
    .action(emit);
}

async function emit(type: string, { data, source, subject, env, key, json = false }: EmitOptions): Promise<void> {
  const checked = eventType.safeParse(type);
  if (!checked.success) {
    const fix = "Use words of letters and digits separated by . - or _, such as order.shipped.";
    throw new CommandStop(`"${type}" is no event type.`, fix);
  }
  const content = data === undefined ? null : await readInput(data);
  await withEngine(async ({ engine, orgId }) => {
    const about = {
      type,
      source,
      ...omitUndefined({ subject, environment: env }),
    };
    const eventKey = key === undefined ? `cli:${randomUUID()}` : `key:${type}:${key}`;
    const emitted = await engine.events.emit({ orgId, ...about, data: content, key: eventKey });
    say(
      `${colors.green("✓")} ${emitted.created ? `Event ${emitted.id} is on the bus.` : `It was emitted before, as ${emitted.id}.`}`,
    );
    if (!(await engine.hasLivingWorker())) say(colors.dim("  No worker lives now; the next one delivers it."));
    if (json) printJson(emitted);
  });
}
