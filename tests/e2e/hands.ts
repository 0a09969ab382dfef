import type { Locator, Page } from "@playwright/test";
import { drag, middleOf, outputOf, type Designer } from "./designer-page.ts";
import { expect } from "./fixtures.ts";

/** How a person works in the designer. The same journey is done by mouse, and again by people who have none. */
export interface Hands {
  readonly designer: Designer;
  /** Ends with the focus in a field. */
  enter(field: Locator): Promise<void>;
  press(button: Locator): Promise<void>;
  /** An option of a select. */
  pick(select: Locator, option: string): Promise<void>;
  /** A chip, a switch or a choice among words side by side. */
  tick(words: Locator, box: Locator): Promise<void>;
  begin(trigger: string): Promise<void>;
  /** Adds a node after an output, named as people read it: `Next`, `Undo`, or a port. It is selected afterwards. */
  follow(from: string, output: string, search: string): Promise<void>;
  connect(from: string, output: string, to: string): Promise<void>;
  /** From the selected node to its settings; from the canvas with nothing selected to those of the flow. */
  openNodeSettings(): Promise<void>;
  openFlowSettings(): Promise<void>;
  leaveSettings(): Promise<void>;
  openTry(): Promise<void>;
}

/** Beyond this the text comes at once, as from the clipboard: what single keys do has shown itself by then. */
const TYPED_BY_KEY = 5;

/** Whoever writes, writes with the keys; what completes the text is closed before going on. */
export async function write(hands: Hands, field: Locator, text: string): Promise<void> {
  const { page } = hands.designer;
  await hands.enter(field);
  await page.keyboard.press("ControlOrMeta+a");
  await type(page, text);
  if (await page.getByRole("listbox", { name: "Completions" }).isVisible()) await page.keyboard.press("Escape");
}

async function type(page: Page, text: string): Promise<void> {
  await page.keyboard.type(text.slice(0, TYPED_BY_KEY));
  await page.keyboard.insertText(text.slice(TYPED_BY_KEY));
}

/** Names the node that has the focus, as people and as expressions call it. */
export async function nameNode({ designer: { page, node } }: Hands, name: string, id: string): Promise<void> {
  await page.keyboard.press("F2");
  const dialog = page.getByRole("dialog", { name: "Rename node" });
  await expect(dialog.getByLabel("Name")).toBeFocused();
  await type(page, name);
  await page.keyboard.press("Tab");
  await page.keyboard.press("ControlOrMeta+a");
  await type(page, id);
  await page.keyboard.press("Enter");
  await expect(node(name)).toBeFocused();
}

export function mouse(designer: Designer): Hands {
  const { page, node, search } = designer;
  const fit = (): Promise<void> => page.getByRole("button", { name: "Fit the whole flow" }).click();
  return {
    designer,
    enter: (field) => field.click(),
    press: (button) => button.click(),
    // The list of a native select is the browser's own: nothing on the page can be clicked.
    pick: async (select, option) => void (await select.selectOption({ label: option })),
    tick: (words) => words.click(),
    begin: async (trigger) => {
      await page.getByRole("region", { name: "Begin the flow" }).getByRole("button", { name: trigger }).click();
      await expect(node(trigger)).toBeFocused();
    },
    follow: async (from, output, wanted) => {
      const before = await designer.nodes.count();
      await fit();
      await node(from).hover({ position: { x: 90, y: 20 } });
      await outputOf(node(from), handleOf(output)).click();
      await search.fill(wanted);
      await page.getByRole("listbox", { name: "Nodes" }).getByRole("option").first().click();
      await expect(designer.nodes).toHaveCount(before + 1);
    },
    connect: async (from, output, to) => {
      await fit();
      await drag(page, await middleOf(outputOf(node(from), handleOf(output))), await middleOf(node(to)));
    },
    openNodeSettings: async () => {},
    openFlowSettings: () => page.getByRole("tab", { name: "Settings" }).click(),
    leaveSettings: async () => {},
    openTry: () => page.getByRole("tab", { name: "Try", exact: true }).click(),
  };
}

const handleOf = (output: string): string | undefined => (output === "Next" ? undefined : output.toLowerCase());

/** Uses nothing but keys: no call of this ever asks for a place on the screen or gives the focus by itself. */
export function keyboard(designer: Designer): Hands {
  const { page, node, search } = designer;
  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const goTo = async (name: string): Promise<void> => {
    await press("ControlOrMeta+k");
    await page.getByPlaceholder("Go to a flow, a run or a page").waitFor();
    await type(page, `Go to ${name}`);
    await page
      .getByRole("button", { name: `Go to ${name}` })
      .first()
      .waitFor();
    await press("Enter");
    await expect(node(name)).toBeFocused();
  };
  const pick = async (select: Locator, option: string): Promise<void> => {
    await tabTo(page, select);
    const move = await select.evaluate((element: HTMLSelectElement, wanted) => {
      const place = [...element.options].findIndex(({ label }) => label === wanted);
      return place < 0 ? Number.NaN : place - element.selectedIndex;
    }, option);
    expect(move, `the option "${option}"`).not.toBeNaN();
    for (let step = 0; step < Math.abs(move); step++) await press(move < 0 ? "ArrowUp" : "ArrowDown");
    await expect(select.locator("option:checked")).toHaveText(option);
  };
  const begin = async (trigger: string): Promise<void> => {
    await tabTo(page, page.getByRole("region", { name: "Begin the flow" }).getByRole("button", { name: trigger }));
    await press("Enter");
    await expect(node(trigger)).toBeFocused();
  };
  return {
    designer,
    enter: (field) => tabTo(page, field),
    press: async (button) => {
      await tabTo(page, button);
      await press("Enter");
    },
    pick,
    tick: async (_words, box) => {
      if ((await box.getAttribute("type")) !== "radio") {
        await tabTo(page, box);
        return press("Space");
      }
      // Tab comes to the chosen one of several; the arrow keys choose among them.
      const group = (await box.getAttribute("name"))!;
      await tabTo(page, page.locator(`input[name="${group}"]:checked`));
      for (let step = 0; step < 6 && !(await box.isChecked()); step++) await press("ArrowRight");
    },
    begin,
    follow: async (from, output, wanted) => {
      const before = await designer.nodes.count();
      await goTo(from);
      await press("/");
      await expect(search).toBeFocused();
      const after = page.getByRole("combobox", { name: "Follows" });
      const option = `After ${from} · ${output}`;
      if ((await after.locator("option:checked").textContent()) !== option) {
        await pick(after, option);
        await tabTo(page, search);
      }
      await page.keyboard.type(wanted);
      await press("Enter");
      await expect(designer.nodes).toHaveCount(before + 1);
      await expect(search).toBeHidden();
    },
    connect: async (from, _output, to) => {
      await goTo(from);
      await press("c");
      await expect(page.getByRole("combobox", { name: `Connect ${from} to` })).toBeFocused();
      await type(page, to);
      await press("Enter");
      await expect(designer.said).toContainText(`Connected ${from} to ${to}`);
    },
    openNodeSettings: async () => {
      await press("Enter");
      await expect(page.getByRole("tab", { name: "Configure" })).toBeFocused();
    },
    openFlowSettings: async () => {
      await press("i");
      await expect(page.getByRole("tablist", { name: "About this flow" }).locator("[aria-selected=true]")).toBeFocused();
      if ((await page.getByRole("tab", { name: "About" }).getAttribute("aria-selected")) === "true") await press("ArrowRight");
      await expect(page.getByRole("tab", { name: "Settings" })).toBeFocused();
    },
    leaveSettings: () => press("Escape"),
    openTry: () => press("t"),
  };
}

const MOST_PRESSES = 150;

/**
 * Forward to what comes after the focus on the page, backward to what comes before it. How far it is likely to be is seen at
 * the beginning and pressed without looking, as people do; from there on, every press is looked at.
 */
async function tabTo(page: Page, target: Locator): Promise<void> {
  const press = (distance: number): Promise<void> => page.keyboard.press(distance < 0 ? "Shift+Tab" : "Tab");
  const guess = await target.evaluate(distanceByTab);
  for (let presses = 0; presses < Math.min(Math.abs(guess), MOST_PRESSES); presses++) await press(guess);
  for (let presses = 0; presses < MOST_PRESSES; presses++) {
    const distance = await target.evaluate(distanceByTab);
    if (distance === 0) return;
    await press(distance);
  }
  throw new Error(`${MOST_PRESSES} presses of Tab never reached ${String(target)}.`);
}

/** Runs in the page: presses of Tab from the focus to an element, as its place in the document has it. Less than 0: backward. */
function distanceByTab(target: Element): number {
  const focused = document.activeElement ?? document.body;
  if (target === focused) return 0;
  const stops = [...document.querySelectorAll<HTMLElement>("a[href], button, input, select, textarea, [tabindex]")].filter(
    (element) =>
      element === target ||
      (element.tabIndex >= 0 &&
        !(element as HTMLButtonElement).disabled &&
        element.checkVisibility({ visibilityProperty: true }) &&
        (element.getAttribute("type") !== "radio" || (element as HTMLInputElement).checked)),
  );
  const isBefore = (element: Element): boolean =>
    (focused.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING) !== 0;
  if (focused === document.body || !isBefore(target)) {
    const between = stops.filter((stop) => stop !== focused && (focused === document.body || !isBefore(stop)));
    return Math.max(1, between.indexOf(target as HTMLElement) + 1);
  }
  const between = stops.filter((stop) => isBefore(stop) && !stop.contains(focused)).reverse();
  return Math.min(-1, -between.indexOf(target as HTMLElement) - 1);
}
