import type { Locator, Page } from "@playwright/test";
import type { FlowDraft } from "../../engine/core/edit/flow-draft.ts";
import { expect } from "./fixtures.ts";

/** What people do in the designer, for the journeys that use it. */
export interface Designer {
  readonly page: Page;
  readonly flowId: string;
  /** The box of a node, by the name people see. */
  node(name: string): Locator;
  edge(from: string, to: string): Locator;
  /** What a screen reader is told last. */
  readonly said: Locator;
  readonly nodes: Locator;
  readonly edges: Locator;
  readonly search: Locator;
  /** The draft as the server has it, once everything is saved. */
  saved(): Promise<FlowDraft>;
  /** The same without waiting, for a flow that nobody changes. */
  published(): Promise<FlowDraft>;
  idOf(name: string): Promise<string>;
}

/** Begins an empty flow from the list of flows and ends on its canvas. */
export async function newFlow(page: Page, name: string): Promise<Designer> {
  await page.goto("/flows");
  await page.getByRole("button", { name: "New flow" }).click();
  const dialog = page.getByRole("dialog", { name: "New flow" });
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByRole("button", { name: "Create flow" }).click();
  await page.waitForURL(/\/flows\/\w+$/);
  await expect(page.getByRole("region", { name: "Begin the flow" })).toBeVisible();
  return designerOn(page);
}

/** Opens a flow that exists already. */
export async function openFlow(page: Page, flowId: string): Promise<Designer> {
  await page.goto(`/flows/${flowId}`);
  await expect(page.locator(".react-flow__node").first()).toBeVisible();
  return designerOn(page);
}

function designerOn(page: Page): Designer {
  const flowId = new URL(page.url()).pathname.split("/").at(-1)!;
  const nodes = page.locator(".react-flow__node");
  const node = (name: string): Locator => page.getByRole("button", { name: new RegExp(`^${escape(name)}, `) });
  const idOf = async (name: string): Promise<string> => (await node(name).getAttribute("data-id"))!;
  const readSaved = async (): Promise<FlowDraft> => (await readDraft(page, flowId)).draft;
  return {
    page,
    flowId,
    nodes,
    node,
    idOf,
    edges: page.locator(".react-flow__edge"),
    edge: (from, to) => page.locator(`.react-flow__edge[data-id^="${from}."][data-id$=">${to}"]`),
    said: page.getByRole("status", { name: "What happened" }),
    search: page.getByRole("combobox", { name: "Search nodes to add" }),
    published: readSaved,
    saved: async () => {
      await expect(page.getByText("Saving", { exact: true })).toHaveCount(0);
      await expect(page.getByText("Draft saved")).toBeVisible();
      return readSaved();
    },
  };
}

interface SavedDraft {
  readonly revision: number;
  readonly draft: FlowDraft;
}

async function readDraft(page: Page, flowId: string): Promise<SavedDraft> {
  const input = encodeURIComponent(JSON.stringify({ flowId }));
  const answer = await page.request.get(`/api/trpc/drafts.open?input=${input}`);
  const body = (await answer.json()) as { readonly result: { readonly data: SavedDraft } };
  return body.result.data;
}

/** What earlier journeys left in a draft is thrown away, so that this one begins from the published flow. */
export async function discardDraft(page: Page, flowId: string): Promise<void> {
  await page.goto("/flows");
  const { revision } = await readDraft(page, flowId);
  const answer = await page.request.post("/api/trpc/drafts.discard", {
    headers: { origin: new URL(page.url()).origin },
    data: { flowId, revision },
  });
  expect(answer.status()).toBe(200);
}

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Adds the first entry that fits, from the open list. */
export async function choose({ page, search }: Designer, text: string, key = "Enter"): Promise<void> {
  await search.fill(text);
  await page.keyboard.press(key);
}

/** Begins an empty flow with a trigger. */
export async function begin(designer: Designer, trigger = "Manual start"): Promise<void> {
  await designer.page.getByRole("region", { name: "Begin the flow" }).getByRole("button", { name: trigger }).click();
  await expect(designer.node(trigger)).toBeFocused();
}

/** Presses at one place, moves in steps, and lets go at another. */
export async function drag(page: Page, from: readonly [number, number], to: readonly [number, number]): Promise<void> {
  await page.mouse.move(...from);
  await page.mouse.down();
  await page.mouse.move((from[0] + to[0]) / 2, (from[1] + to[1]) / 2, { steps: 4 });
  await page.mouse.move(...to, { steps: 6 });
  await page.mouse.up();
}

export async function middleOf(locator: Locator): Promise<readonly [number, number]> {
  await (await locator.elementHandle())!.waitForElementState("stable");
  const box = (await locator.boundingBox())!;
  return [box.x + box.width / 2, box.y + box.height / 2];
}

/** The anchor of an output: a port by name, `error`, `undo`, or the only one. */
export function outputOf(box: Locator, port?: string): Locator {
  if (port === "error" || port === "undo") return box.locator(`[data-handleid="draw:${port}"]`);
  return port === undefined
    ? box.locator(".react-flow__handle-right.source").first()
    : box.locator(`.react-flow__handle.source[data-handleid="${port}"]`);
}

/** Halfway along a drawn line. */
export async function onEdge(edge: Locator): Promise<readonly [number, number]> {
  return edge.locator(".react-flow__edge-path").evaluate((path: SVGPathElement) => {
    const { x, y } = path.getPointAtLength(path.getTotalLength() / 2).matrixTransform(path.getScreenCTM()!);
    return [x, y] as const;
  });
}

/** Gives the clipboard a text and presses Ctrl+V. */
export async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((content) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", content);
    document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}
