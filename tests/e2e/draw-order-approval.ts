import type { Locator } from "@playwright/test";
import type { FlowDocument } from "../../engine/core/flow/flow-document.ts";
import { expect } from "./fixtures.ts";
import { nameNode, write, type Hands } from "./hands.ts";

/** Draws the example from an empty canvas: every node, every setting and every edge of it, in the order a person would. */
export async function drawOrderApproval(hands: Hands, example: FlowDocument): Promise<void> {
  await describeFlow(hands, example);
  await hands.begin("Webhook");
  await configure(hands, "Order received", "start", async (panel) => {
    await write(hands, panel.getByLabel(/^Path/), "orders");
  });
  await add(hands, ["Order received", "Next", "map"], "Price the order", "price", async (panel) => {
    await write(hands, expression(panel, "Expression"), '{ "id": input.id, "total": $sum(input.lines.(price * qty)) }');
  });
  await add(hands, ["Price the order", "Next", "branch"], "Large order?", "size", async (panel) => {
    await hands.press(panel.getByRole("button", { name: "Add case" }));
    const first = panel.getByRole("group", { name: "Case 1" });
    await write(hands, first.getByLabel(/^Name/), "large");
    await write(hands, expression(first, "When"), "steps.price.total > 1000");
    await write(hands, panel.getByLabel("Otherwise"), "small");
  });
  await add(hands, ["Large order?", "large", "approval"], "Approve the order", "approve", (panel) =>
    askForApproval(hands, panel),
  );
  await add(hands, ["Large order?", "small", "http"], "Charge the customer", "charge", async (panel) => {
    await call(hands, panel, { connection: "payments", url: "/charges", body: example.nodes.find(({ id }) => id === "charge")! });
    await retry(hands, panel, { attempts: "5", longest: ["1", "minutes"] });
  });
  await hands.connect("Approve the order", "Approved", "Charge the customer");
  await add(hands, ["Approve the order", "Rejected", "stop"], "Order declined", "declined", (panel) =>
    output(hands, panel, example, "declined"),
  );
  await add(hands, ["Charge the customer", "Undo", "http"], "Refund the charge", "refund", async (panel) => {
    await call(hands, panel, { connection: "payments", url: '="/charges/" & step.output.chargeId & "/refund"' });
    await retry(hands, panel, { attempts: "10", longest: ["5", "minutes"] });
  });
  await add(hands, ["Charge the customer", "Next", "http"], "Ship the order", "ship", async (panel) => {
    await call(hands, panel, {
      connection: "warehouse",
      url: "/shipments",
      body: example.nodes.find(({ id }) => id === "ship")!,
    });
    await retry(hands, panel, { attempts: "4", longest: ["30", "seconds"] });
  });
  await add(hands, ["Ship the order", "Next", "stop"], "Order on its way", "shipped", (panel) =>
    output(hands, panel, example, "shipped"),
  );
}

type Fill = (panel: Locator) => Promise<void>;

async function describeFlow(hands: Hands, { description, schemas, input, value }: FlowDocument): Promise<void> {
  const { page } = hands.designer;
  await hands.openFlowSettings();
  const panel = page.getByRole("tabpanel", { name: "Settings" });
  await write(hands, panel.getByLabel("Description", { exact: true }), description!);
  for (const [name, schema] of Object.entries(schemas!)) {
    await hands.press(panel.getByRole("button", { name: "Add named schema" }));
    await expect(panel.getByLabel("Name", { exact: true }).last()).toBeFocused();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type(name);
    const shownAs = panel.getByRole("radiogroup", { name: `Value of ${name}: shown as` });
    // The name is taken over when the field is left.
    await page.keyboard.press("Tab");
    await hands.tick(shownAs.getByText("JSON Schema"), shownAs.getByRole("radio", { name: "JSON Schema" }));
    await write(hands, panel.getByLabel(`Value of ${name} as JSON Schema`), JSON.stringify(schema));
  }
  await hands.leaveSettings();
  await hands.openFlowSettings();
  const contract = String(input!["$ref"]).replace("#/schemas/", "Schema ");
  await hands.pick(panel.getByRole("combobox", { name: "Input: which schema" }), contract);
  await hands.press(panel.getByRole("button", { name: "Set what runs are worth" }));
  await write(hands, panel.getByLabel(/^Currency/), value!.currency);
  await write(hands, expression(panel, "A completed run brings"), String(value!.amount));
  await write(hands, panel.getByLabel("A run costs"), String(value!.cost));
  await hands.leaveSettings();
}

async function add(
  hands: Hands,
  [from, port, kind]: readonly [string, string, string],
  name: string,
  id: string,
  fill: Fill,
): Promise<void> {
  await hands.follow(from, port, kind);
  await configure(hands, name, id, fill);
}

async function configure(hands: Hands, name: string, id: string, fill: Fill): Promise<void> {
  await nameNode(hands, name, id);
  await hands.openNodeSettings();
  await fill(hands.designer.page.getByRole("complementary", { name: `Node ${name}` }));
  await hands.leaveSettings();
}

const expression = (panel: Locator, label: string): Locator =>
  panel.getByRole("textbox", { name: `${label}, expression`, exact: true });

/** Text that begins with = turns its field into an expression; data is turned into one by the button beside it. */
async function calculate(hands: Hands, panel: Locator, label: string, source: string): Promise<void> {
  await hands.press(panel.getByRole("button", { name: `Expression: ${label}` }));
  await write(hands, expression(panel, label), source.replace(/^=/, ""));
}

async function askForApproval(hands: Hands, panel: Locator): Promise<void> {
  await write(hands, panel.getByLabel(/^Title/), '="Order " & input.id & " over " & $string(steps.price.total)');
  await calculate(
    hands,
    panel,
    "Details",
    '{ "order": input.id, "customer": input.customer, "total": steps.price.total, "lines": input.lines }',
  );
  for (const role of ["Executive", "Admin"])
    await hands.tick(panel.getByText(role, { exact: true }), panel.getByLabel(role, { exact: true }));
  await turn(hands, panel, "Whoever started the run may decide");
  await duration(hands, panel, "Decide within", "2", "days");
  await hands.press(panel.getByRole("button", { name: "Risk", exact: true }));
  await hands.press(panel.getByRole("button", { name: "Set risk" }));
  const value = await factor(hands, panel, "Value", "0.5");
  await calculate(hands, value, "Amount", "=steps.price.total");
  await write(hands, value.getByLabel("Counts fully from"), "10000");
  const unknown = await factor(hands, panel, "New target", "0.2");
  await write(hands, unknown.getByLabel("Name", { exact: true }), "Unknown customer");
  await calculate(hands, unknown, "Applies", "=$not($exists(input.customer))");
  const final = await factor(hands, panel, "Cannot be undone", "0.3");
  await write(hands, final.getByLabel("Name", { exact: true }), "Cannot be refunded");
  // It has no default: No is said by turning it on and off again.
  await turn(hands, final, "Applies");
  await turn(hands, final, "Applies");
}

async function factor(hands: Hands, panel: Locator, kind: string, weight: string): Promise<Locator> {
  const factors = panel.getByRole("group", { name: /^Factor \d$/ });
  const before = await factors.count();
  await hands.press(panel.getByRole("button", { name: "Add factor" }));
  const added = factors.nth(before);
  await hands.pick(added.getByLabel(/^Kind/), kind);
  await write(hands, added.getByLabel(/^Weight/), weight);
  return added;
}

const turn = (hands: Hands, panel: Locator, label: string): Promise<void> =>
  hands.tick(panel.getByText(label, { exact: true }), panel.getByLabel(label, { exact: true }));

interface Call {
  readonly connection: string;
  readonly url: string;
  readonly body?: FlowDocument["nodes"][number];
}

async function call(hands: Hands, panel: Locator, { connection, url, body }: Call): Promise<void> {
  const connections = panel.getByLabel(/^Connection/);
  const option = connections.locator("option", { hasText: new RegExp(`^${connection} `) });
  await hands.pick(connections, (await option.textContent())!);
  await hands.pick(panel.getByLabel(/^Method/), "POST");
  await write(hands, panel.getByLabel(/^URL/), url);
  if (body) await calculate(hands, panel, "Body", String(body.config!["body"]));
  await hands.press(panel.getByRole("button", { name: "Safety" }));
  await hands.pick(panel.getByLabel("When repeated"), "The receiver honors Idempotency-Key");
}

interface Retry {
  readonly attempts: string;
  readonly longest: readonly [amount: string, unit: string];
}

async function retry(hands: Hands, panel: Locator, { attempts, longest }: Retry): Promise<void> {
  await hands.press(panel.getByRole("button", { name: "When it goes wrong" }));
  await hands.press(panel.getByRole("button", { name: "Set retries" }));
  await write(hands, panel.getByLabel(/^Attempts/), attempts);
  await duration(hands, panel, "First pause", "1", "seconds");
  await write(hands, panel.getByLabel("Each pause times"), "2");
  await duration(hands, panel, "Longest pause", ...longest);
  await hands.tick(panel.getByText("Vary the pauses"), panel.getByLabel("Vary the pauses"));
  await duration(hands, panel, "Time limit of an attempt", "30", "seconds");
}

async function duration(hands: Hands, panel: Locator, label: string, amount: string, unit: string): Promise<void> {
  await write(hands, panel.getByRole("textbox", { name: label, exact: true }), amount);
  await hands.pick(panel.getByRole("combobox", { name: `${label}: unit` }), unit);
}

const output = (hands: Hands, panel: Locator, { nodes }: FlowDocument, id: string): Promise<void> =>
  calculate(hands, panel, "Output", String(nodes.find((node) => node.id === id)!.config!["output"]));

/** Settings that count also when nobody writes them down; the form leaves them out. */
const DEFAULTS: Readonly<Record<string, unknown>> = { method: "POST", respond: "accepted", onTimeout: "reject", quorum: 1 };
const WITH_DEFAULTS: ReadonlySet<string> = new Set(["trigger.webhook", "approval"]);

/** What a document says, whatever the order of its nodes and edges, and with defaults left out. */
export function meaningOf({ description, input, schemas, value, nodes, edges }: FlowDocument) {
  const said = nodes.map((node) => (WITH_DEFAULTS.has(node.kind) ? { ...node, config: withoutDefaults(node.config) } : node));
  const key = (edge: FlowDocument["edges"][number]): string => JSON.stringify([edge.from, edge.port, edge.kind, edge.to]);
  return {
    description,
    input,
    schemas,
    value,
    nodes: said.toSorted((a, b) => a.id.localeCompare(b.id)),
    edges: edges.toSorted((a, b) => key(a).localeCompare(key(b))),
  };
}

function withoutDefaults(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const kept = Object.entries(value).filter(([name, member]) => DEFAULTS[name] !== member);
  return Object.fromEntries(kept.map(([name, member]) => [name, withoutDefaults(member)]));
}
