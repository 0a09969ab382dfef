import { describe, expect, it } from "vitest";
import { actionOf, chordOf, keyNames, shortcuts, takenBy } from "./keyboard.ts";

const press = (key: string, held: Partial<Record<"ctrlKey" | "metaKey" | "altKey" | "shiftKey", boolean>> = {}, code = "") =>
  chordOf({ key, code, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });

describe("the table of shortcuts", () => {
  it("gives no chord to two actions", () => {
    const chords = shortcuts.flatMap((shortcut) => shortcut.chords);
    expect(chords.filter((chord, index) => chords.indexOf(chord) !== index)).toEqual([]);
  });

  it("leaves Tab to the browser", () => {
    expect(shortcuts.flatMap((shortcut) => shortcut.chords).filter((chord) => chord.includes("Tab"))).toEqual([]);
    expect(press("Tab")).toBeUndefined();
    expect(press("Tab", { shiftKey: true })).toBeUndefined();
  });
});

describe("a pressed key", () => {
  it("is written the same with Ctrl and Cmd, and whatever the case", () => {
    expect(press("z", { ctrlKey: true })).toBe("Mod+Z");
    expect(press("Z", { metaKey: true, shiftKey: true })).toBe("Mod+Shift+Z");
  });

  it("is the sign it types, on whatever keyboard", () => {
    expect(press("?", { shiftKey: true })).toBe("?");
    expect(press("/", { shiftKey: true })).toBe("/");
    expect(press("+", { shiftKey: true })).toBe("+");
  });

  it("is the key itself where Alt types another letter", () => {
    expect(press("©", { altKey: true }, "KeyG")).toBe("Alt+G");
  });

  it("does what its row says, or what the person chose instead", () => {
    expect(actionOf("Mod+Z", {})).toBe("undo");
    expect(actionOf("Mod+Z", { undo: ["U"] })).toBeUndefined();
    expect(actionOf("U", { undo: ["U"] })).toBe("undo");
    expect(takenBy("C", "undo", {})).toBe("connect");
    expect(takenBy("C", "connect", {})).toBeUndefined();
  });
});

it("is printed as on the keyboard in front of the person", () => {
  expect(keyNames("Mod+Shift+Z", false)).toEqual(["Ctrl", "Shift", "Z"]);
  expect(keyNames("Mod+Shift+Z", true)).toEqual(["⌘", "⇧", "Z"]);
  expect(keyNames("+", false)).toEqual(["+"]);
});
