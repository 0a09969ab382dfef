import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createTypedAhead } from "./typed-ahead.ts";

/** A window that has nothing but listeners, with somebody who acts on every key that gets there. */
class Keys {
  readonly heard: string[] = [];
  readonly window = new EventTarget();

  /** As a page that came later would. */
  actOnKeys(): void {
    this.window.addEventListener("keydown", (event) => this.heard.push((event as Event & { readonly key: string }).key));
  }

  press(key: string, modifiers: { readonly ctrlKey?: boolean } = {}): void {
    this.window.dispatchEvent(Object.assign(new Event("keydown", { cancelable: true }), { key, ...modifiers }));
  }
}

describe("what is typed ahead of a dialog", () => {
  let keys: Keys;
  beforeEach(() => {
    keys = new Keys();
    vi.stubGlobal("window", keys.window);
  });
  afterEach(() => vi.unstubAllGlobals());

  it("is kept for the dialog until it is here, and is no shortcut of the page", () => {
    const ahead = createTypedAhead();
    ahead.listen(() => {});
    keys.actOnKeys();
    ahead.begin();
    for (const key of ["G", "o", "o", "Backspace", " ", "t", "Delete"]) keys.press(key);
    expect(ahead.end()).toEqual({ text: "Go t", isEntered: false });
    expect(keys.heard).toEqual([]);
    keys.press("x");
    expect(keys.heard).toEqual(["x"]);
  });

  it("is done with Enter, which means nothing before there is something to enter", () => {
    const ahead = createTypedAhead();
    ahead.listen(() => {});
    keys.actOnKeys();
    ahead.begin();
    for (const key of ["Enter", "G", "o", "Enter", "x", "Backspace"]) keys.press(key);
    expect(ahead.end()).toEqual({ text: "Go", isEntered: true });
    expect(keys.heard).toEqual([]);
  });

  it("leaves the page its keys when nothing is awaited, and those of the browser always", () => {
    const ahead = createTypedAhead();
    ahead.listen(() => {});
    keys.actOnKeys();
    keys.press("t");
    ahead.begin();
    keys.press("r", { ctrlKey: true });
    ahead.end();
    ahead.begin();
    keys.press("d");
    expect(keys.heard).toEqual(["t", "r", "d"]);
  });

  it.each(["Escape", "a press on the page"])("is forgotten by %s, and the dialog with it", (way) => {
    const ahead = createTypedAhead();
    const onUnwanted = vi.fn();
    ahead.listen(onUnwanted);
    keys.actOnKeys();
    ahead.begin();
    keys.press("a");
    if (way === "Escape") keys.press("Escape");
    else keys.window.dispatchEvent(new Event("pointerdown"));
    keys.press("t");
    expect(onUnwanted).toHaveBeenCalledOnce();
    expect(keys.heard).toEqual(["t"]);
  });
});
