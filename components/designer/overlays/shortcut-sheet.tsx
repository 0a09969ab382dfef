"use client";

import { Button, Kbd, Modal, UnstyledButton } from "@mantine/core";
import { useEffect, useState } from "react";
import { chordOf, chordsOf, keyNames, shortcutGroups, shortcuts, takenBy, type ActionId } from "../keys/keyboard.ts";
import { isMac } from "../keys/platform.ts";
import { remapKeys, resetKeys, useRemappedKeys } from "../keys/remapped-keys.ts";
import { useSession } from "../session/designer-session.ts";
import classes from "./overlays.module.css";

/** Every shortcut, from the one table. Pressing its keys on the sheet gives it others; they stay on this browser. */
export function ShortcutSheet() {
  const session = useSession();
  const remapped = useRemappedKeys();
  const [listening, setListening] = useState<ActionId>();
  const [problem, setProblem] = useState("");
  const close = session.surface.getState().close;

  useEffect(() => {
    if (!listening) return;
    const listen = (event: KeyboardEvent): void => {
      const chord = chordOf(event);
      if (chord === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      const taken = takenBy(chord, listening, remapped);
      if (chord !== "Escape" && taken !== undefined)
        return setProblem(
          `${keyNames(chord, isMac()).join(" ")} already does: ${labelOf(taken)}. Press others, or Escape to keep them.`,
        );
      if (chord !== "Escape") remapKeys(listening, [chord]);
      setProblem("");
      setListening(undefined);
    };
    window.addEventListener("keydown", listen, true);
    return () => window.removeEventListener("keydown", listen, true);
  }, [listening, remapped]);

  return (
    <Modal opened onClose={close} title="Shortcuts" size="xl" closeOnEscape={listening === undefined}>
      <p className={classes["note"]} role="status" tabIndex={-1} data-autofocus>
        {problem || (listening ? `Press the keys for: ${labelOf(listening)}` : "Press the keys of a row to choose others.")}
      </p>
      <div className={classes["sheet"]}>
        {shortcutGroups.map((group) => (
          <section key={group} aria-label={group}>
            <h3>{group}</h3>
            {shortcuts
              .filter((shortcut) => shortcut.group === group)
              .map(({ id, label, isNative }) => (
                <div key={id} className={classes["row"]}>
                  <span>{label}</span>
                  <UnstyledButton
                    className={classes["chord"] ?? ""}
                    disabled={isNative === true}
                    aria-label={`${label}: ${chordsOf(id, remapped).join(" or ")}. Press to change`}
                    onClick={() => setListening(id)}
                  >
                    {listening === id ? "…" : <Keys chords={chordsOf(id, remapped)} />}
                  </UnstyledButton>
                </div>
              ))}
          </section>
        ))}
      </div>
      {Object.keys(remapped).length > 0 ? (
        <Button size="xs" variant="default" onClick={resetKeys}>
          Give all rows their own keys back
        </Button>
      ) : null}
    </Modal>
  );
}

const labelOf = (id: ActionId): string => shortcuts.find((shortcut) => shortcut.id === id)!.label;

function Keys({ chords }: { readonly chords: readonly string[] }) {
  return chords.map((chord, index) => (
    <span key={chord}>
      {index === 0 ? null : " or "}
      {keyNames(chord, isMac()).map((key) => (
        <Kbd key={key} size="xs" mx={1}>
          {key}
        </Kbd>
      ))}
    </span>
  ));
}
