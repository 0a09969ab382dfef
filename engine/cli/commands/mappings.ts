import { statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { userInfo } from "node:os";
import type { Command } from "commander";
import { isJsonObject, type JsonObject } from "../../core/json.ts";
import type { MappingBundle } from "../../core/expression/mappings/mapping-bundle.ts";
import type { Compatibility } from "../../core/mapping/reusable/compatibility.ts";
import { nearestMapping } from "../../core/mapping/reusable/nearest-mapping.ts";
import { omitUndefined } from "../../core/omit-undefined.ts";
import { writeFlowFolder } from "../../hub/repository/write-flow-folder.ts";
import type { MappingDetail, MappingUser } from "../../runtime/mapping-library.ts";
import { CommandStop, ProblemStop } from "../command-stop.ts";
import { withEngine } from "../engine-session.ts";
import { readyFlow } from "../flow-argument.ts";
import { readInput } from "../read-input.ts";
import { colors, print, printJson, printTable, say } from "../terminal.ts";

interface PublishOptions {
  readonly input?: string;
  readonly output?: string;
  readonly description?: string;
  readonly note?: string;
  readonly json?: boolean;
}

/** `mappings list | show | publish | bundle`: the mappings that flows share. */
export function addMappings(program: Command): void {
  const mappings = program.command("mappings").description("mappings that flows share, in numbered versions");
  mappings
    .command("list", { isDefault: true })
    .description("list them, with the newest version and how many flows use each")
    .option("--json", "print { mappings: [...] }")
    .action(list);
  mappings
    .command("show")
    .description("the versions of one, what broke from one to the next, and which flows use which")
    .argument("<name>", "its name, without a version")
    .option("--json", "print { name, versions, usedBy }")
    .action(show);
  mappings
    .command("publish")
    .description("store the next version of a mapping; the first one makes it")
    .argument("<name>", "a letter, then letters, digits and _")
    .argument("<expression>", "a file, or the expression itself; it reads `input`")
    .option("--input <schema>", "JSON Schema of what it may be applied to: a file or JSON")
    .option("--output <schema>", "JSON Schema of what it gives: a file or JSON")
    .option("--description <text>", "what it is for")
    .option("--note <text>", "what changed")
    .option("--json", "print { version, compatibility }")
    .action(publish);
  mappings
    .command("bundle")
    .description("write the mappings that a flow uses into its flow.yaml, so that it needs no library")
    .argument("<flow>", "a flow's folder or its flow.yaml")
    .action(bundle);
}

async function list({ json = false }: { readonly json?: boolean }): Promise<void> {
  const mappings = await withEngine(({ engine, orgId }) => engine.mappingLibrary.list(orgId));
  if (json) return printJson({ mappings });
  if (mappings.length === 0) return say("There are no mappings yet. Make one with: omnilink mappings publish NAME EXPRESSION");
  printTable(
    ["MAPPING", "FLOWS", "BY", "FOR"],
    mappings.map(({ name, version, flows, author, description = "" }) => [
      `${name}@${version}`,
      String(flows),
      author,
      description,
    ]),
  );
}

async function show(name: string, { json = false }: { readonly json?: boolean }): Promise<void> {
  const [mapping, near] = await withEngine(async ({ engine: { mappingLibrary }, orgId }) => {
    const found = await mappingLibrary.get(orgId, name);
    return [found, found ? {} : await mappingLibrary.find(orgId, [`${name.split("@", 1)[0]}@1`])] as const;
  });
  if (!mapping) throw unknownMapping(name, near);
  if (json) return printJson(mapping);
  printVersions(mapping);
  for (const user of mapping.usedBy) print(userLine(user));
}

/** Somebody may have written a version behind the name, or one letter wrong. */
function unknownMapping(name: string, near: MappingBundle): CommandStop {
  const meant = nearestMapping(name, Object.keys(near))?.split("@", 1)[0];
  const hint = meant === undefined ? "See them with: omnilink mappings" : `Did you mean: omnilink mappings show ${meant}`;
  return new CommandStop(`There is no mapping "${name}".`, hint);
}

function printVersions({ name, versions }: MappingDetail): void {
  for (const { version, author, createdAt, note, expression, compatibility } of versions) {
    print(
      `${colors.bold(`${name}@${version}`)} ${colors.dim(`${author}, ${createdAt}`)}${note === undefined ? "" : `  ${note}`}`,
    );
    if (compatibility) for (const line of breaks(compatibility)) print(`  ${line}`);
    print(expression.replaceAll(/^/gm, "  "));
  }
}

const breaks = ({ isBreaking, reasons }: Compatibility): readonly string[] =>
  isBreaking ? [colors.yellow("breaks"), ...reasons.map((reason) => `  ${reason}`)] : [colors.green("compatible")];

function userLine({ flowId, version, where, upgrade }: MappingUser): string {
  const meaning = upgrade === undefined ? "" : upgrade.isBreaking ? "  the newest breaks it" : "  the newest fits";
  return `${flowId} uses @${version}${where === "draft" ? " in its draft" : ""}${meaning}`;
}

async function publish(name: string, text: string, options: PublishOptions): Promise<void> {
  const { json = false, description, note } = options;
  const expression = await expressionOf(text);
  const [input, output] = [await schemaOf("--input", options.input), await schemaOf("--output", options.output)];
  const result = await withEngine(async ({ engine: { mappingLibrary }, orgId }) => {
    const after = (await mappingLibrary.get(orgId, name))?.versions[0]?.version ?? 0;
    const said = omitUndefined({ description, note });
    const schemas = { ...(input && { input }), ...(output && { output }) };
    return mappingLibrary.publish({ orgId, name, expression, after, ...said, ...schemas, by: { name: userInfo().username } });
  });
  if (!result.ok && result.reason === "problems") throw new ProblemStop(result.problems);
  if (!result.ok && result.reason === "stale")
    throw new CommandStop(`${name}@${result.newest} was published meanwhile.`, "Try again.");
  if (!result.ok) return say(`${colors.green("✓")} The newest version of ${name} says this already.`);
  const { version, compatibility } = result;
  if (json) return printJson({ version, ...(compatibility && { compatibility }) });
  say(`${colors.green("✓")} ${name}@${version} is published: $useMapping("${name}@${version}", value)`);
  if (compatibility) for (const line of breaks(compatibility)) say(`  ${line}`);
}

/** Text that names a file which is not there would be read as an expression, and refused for the wrong reason. */
async function expressionOf(text: string): Promise<string> {
  if (statSync(text, { throwIfNoEntry: false })?.isFile()) return readFile(text, "utf8");
  if (!/\.jsonata$/i.test(text)) return text;
  throw new CommandStop(`There is no file ${text}.`, "Name a file with the expression, or write the expression itself.");
}

async function schemaOf(option: string, argument: string | undefined): Promise<JsonObject | undefined> {
  if (argument === undefined) return undefined;
  const schema = await readInput(argument);
  if (isJsonObject(schema)) return schema;
  throw new CommandStop(`${option} is no JSON Schema.`, 'Write it as {"type": "object", ...}, or name a file with it.');
}

async function bundle(path: string): Promise<void> {
  const { folder, document } = await withEngine(({ engine, orgId }) =>
    readyFlow(path, (keys) => engine.mappingLibrary.find(orgId, keys)),
  );
  await writeFlowFolder(dirname(folder.file), { document });
  const keys = Object.keys(document.mappings ?? {});
  say(`${colors.green("✓")} ${folder.file} brings along ${keys.length === 0 ? "no mapping" : keys.join(", ")}.`);
}
