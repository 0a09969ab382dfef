import { flowNeeds } from "../../environment/flow-needs.ts";
import { connectionsOf } from "../../flow/connections-of.ts";
import type { FlowDocument } from "../../flow/flow-document.ts";
import type { JsonObject } from "../../json.ts";
import { mermaidOf } from "../mermaid.ts";
import type { NodeDefinitions } from "../../node-definition.ts";
import { BUILD_PACKAGES, LOCKED_PACKAGES, RUN_PACKAGES } from "./locked-packages.ts";
import { stringLiteral } from "./literal.ts";
import type { ExportedFile } from "./project.ts";

/** What surrounds a flow in its project: how to install, check, run and test it. */
export function frameFiles(document: FlowDocument, definitions: NodeDefinitions): readonly ExportedFile[] {
  return [
    { path: "package.json", text: json(packageOf(document)) },
    { path: "package-lock.json", text: json(lockOf(document)) },
    { path: "tsconfig.json", text: json(TSCONFIG) },
    { path: ".gitignore", text: "node_modules/\n.env\n" },
    { path: ".env.example", text: environmentOf(document, definitions) },
    { path: "README.md", text: readme(document, definitions) },
    { path: "src/run-in-memory.ts", text: RUN_IN_MEMORY },
    { path: "src/run-durably.ts", text: RUN_DURABLY },
    { path: "test/flow.test.ts", text: testOf(document) },
  ];
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const packageName = ({ id }: FlowDocument): string => id.replaceAll(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase();

const packageOf = (document: FlowDocument): JsonObject => ({
  name: packageName(document),
  version: "1.0.0",
  private: true,
  type: "module",
  engines: { node: ">=22.18" },
  scripts: {
    check: "tsc --strict --noEmit",
    start: "node src/run-in-memory.ts",
    "start:durably": "node src/run-durably.ts",
    test: "node --test test/*.test.ts",
  },
  dependencies: RUN_PACKAGES,
  devDependencies: BUILD_PACKAGES,
});

function lockOf(document: FlowDocument): JsonObject {
  const { name, version, dependencies, devDependencies, engines } = packageOf(document) as Record<string, never>;
  const packages = Object.fromEntries(Object.entries(LOCKED_PACKAGES).map(([id, locked]) => [`node_modules/${id}`, locked]));
  return {
    name: name!,
    version: version!,
    lockfileVersion: 3,
    requires: true,
    packages: { "": { name, version, dependencies, devDependencies, engines }, ...packages },
  };
}

const TSCONFIG = {
  compilerOptions: {
    target: "ES2024",
    module: "NodeNext",
    moduleResolution: "NodeNext",
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    allowImportingTsExtensions: true,
    erasableSyntaxOnly: true,
    verbatimModuleSyntax: true,
    noEmit: true,
    skipLibCheck: true,
    types: ["node"],
  },
  include: ["src", "test"],
};

/** What somebody has to fill in before the flow runs: nothing that belongs here was taken along. */
function environmentOf(document: FlowDocument, definitions: NodeDefinitions): string {
  const { variables, readsAll } = flowNeeds(document, definitions);
  if (variables.length === 0 && !readsAll) return connectionsText(document);
  const wanted = JSON.stringify(Object.fromEntries(variables.map(({ name }) => [name, ""])));
  return `# What expressions read as env.NAME, as one JSON object.\nVARIABLES='${wanted}'\n\n${connectionsText(document)}`;
}

const variableName = (name: string): string => name.replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase();

function connectionsText(document: FlowDocument): string {
  const flows = flowsOf(document).map(
    (flow) => `# Folder of the exported project of the flow ${flow}.\nFLOW_${variableName(flow)}=\n`,
  );
  const names = connectionsOf(document).map(variableName);
  if (names.length + flows.length === 0) return "# This flow uses no connection.\n";
  const connections = names.map(
    (name) =>
      `CONNECTION_${name}_URL=\n# Value of the Authorization header, when one is needed.\nCONNECTION_${name}_AUTHORIZATION=\n`,
  );
  return [...connections, ...flows].join("\n");
}

/** Flows that it runs as sub-flows. */
const flowsOf = ({ nodes }: FlowDocument): readonly string[] =>
  [...new Set(nodes.flatMap(({ kind, config }) => (kind === "subFlow" ? [String(config?.["flow"])] : [])))].sort();

const RUN_IN_MEMORY = `import { runFlow } from "./flow.ts";
import { liveWorld } from "./support/live-world.ts";

/** \`node src/run-in-memory.ts '{"some":"input"}'\`: runs in this process and calls the real connections. */
const result = await runFlow(liveWorld(), JSON.parse(process.argv[2] ?? "null"));
console.log(JSON.stringify(result, null, 2));
process.exitCode = result.status === "completed" ? 0 : 1;
`;

const RUN_DURABLY = `import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/**
 * \`node src/run-durably.ts '{"some":"input"}'\`: runs on OmniLink's engine, which stores every step and goes on after a
 * crash. OMNILINK says how to call the command, e.g. \`npx --prefix ../omnilink omnilink\`; DATABASE_URL where it stores.
 */
const [command = "omnilink", ...words] = (process.env["OMNILINK"] ?? "omnilink").split(" ");
const folder = fileURLToPath(new URL("..", import.meta.url));
const run = spawn(command, [...words, "run", folder, "--input", process.argv[2] ?? "null", "--json"], { stdio: "inherit" });
run.on("error", (error) => {
  console.error(\`The command "\${command}" cannot be started (\${error.message}). Set OMNILINK to how omnilink is called here.\`);
  process.exitCode = 2;
});
run.on("exit", (code) => (process.exitCode = code ?? 1));
`;

/** What stands for a node of this kind in a test that knows nothing more. */
const MOCKS: Readonly<Record<string, { readonly word: string; readonly text: string }>> = {
  http: { word: "reply", text: "reply()" },
  approval: { word: "approve", text: "approve()" },
  form: { word: "fill", text: "fill({})" },
};

/** A test to begin with: it has a place for every answer from outside, and fails when a node asks for one without. */
function testOf({ id, nodes }: FlowDocument): string {
  const mocked = nodes.flatMap(({ id: nodeId, kind }) => {
    const mock = Object.hasOwn(MOCKS, kind) ? MOCKS[kind] : undefined;
    return mock ? [{ nodeId, ...mock }] : [];
  });
  const words = [...new Set(["mockedWorld", ...mocked.map(({ word }) => word)])].sort();
  const lines = mocked.map(({ nodeId, text }) => `  [${stringLiteral(nodeId)}]: ${text},\n`).join("");
  return `import assert from "node:assert/strict";
import { test } from "node:test";
import { runFlow } from "../src/flow.ts";
import { ${words.join(", ")} } from "../src/support/mocks.ts";

/** What the systems outside answer and what people decide, by node. */
const mocks = {${lines === "" ? "" : `\n${lines}`}};

test(${stringLiteral(`${id} asks the outside for nothing that is not expected`)}, async () => {
  const world = mockedWorld(mocks);
  // Say here what your flow begins with.
  await runFlow(world, JSON.parse("{}"));
  assert.deepEqual([...world.unmocked], []);
});
`;
}

function readme(document: FlowDocument, definitions: NodeDefinitions): string {
  const about = document.description === undefined ? "" : `${inert(document.description)}\n\n`;
  return `# ${inert(document.name)}

${about}\`\`\`mermaid
${mermaidOf(document, definitions)}\`\`\`

| Command | What it does |
| --- | --- |
| \`npm ci\` | installs what is pinned in \`package-lock.json\` |
| \`npm run check\` | type-checks with \`tsc --strict\` |
| \`npm start -- '<input>'\` | runs the flow in this process; copy \`.env.example\` to \`.env\` and load it first |
| \`npm run start:durably -- '<input>'\` | runs it on OmniLink's engine |
| \`npm test\` | runs the tests |

\`flow.yaml\` is the flow as it was drawn. \`src/machine.ts\` is how the steps follow each other, \`src/steps.ts\` what each does,
\`mappings/\` the expressions. Edited mappings and configs go back with \`omnilink import .\`.

In this process nothing is stored: a run ends with the process, limits of the flow and deadlines of steps are not kept, people are
asked in the terminal, for as long as it takes, mail and events are printed, steps are undone one after another also where the flow
lets them be undone side by side, and a decision about an undo that failed counts as "stop". On OmniLink's engine all of it holds.
`;
}

/** Text of people inside Markdown: no HTML, and no end of a code block. */
const inert = (text: string): string => text.replaceAll("<", "&lt;").replaceAll("```", "'''");
