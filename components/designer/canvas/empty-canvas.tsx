"use client";

import { Button, Kbd } from "@mantine/core";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { NodeIcon } from "#components/ui/icons.tsx";
import { addAt } from "../actions/add-actions.ts";
import classes from "../designer-page.module.css";
import { useSession } from "../session/designer-session.ts";

const triggers = [...nodeDefinitions.values()].filter(({ category }) => category === "trigger");

/** What follows stands to the right of it. */
const BEFORE_THE_MIDDLE = 280;

/** Where the first node goes while no canvas is shown. */
const ORIGIN = { x: 0, y: 0 };

/** How a flow begins: on the canvas, and in the outline. */
export function EmptyCanvas() {
  const session = useSession();
  const begin = (kind: string): void => {
    const { view } = session;
    const middle = view?.toFlow(view.middle());
    const place = middle ? { x: middle.x - BEFORE_THE_MIDDLE, y: middle.y - 60 } : ORIGIN;
    const added = addAt(session, { kind }, place);
    if (added === undefined) return;
    session.view?.show(added);
    session.view?.focus(added);
  };
  return (
    <div className={classes["empty"]}>
      <section className={classes["welcome"]} aria-label="Begin the flow">
        <h2>What starts this flow?</h2>
        <div className={classes["starts"]}>
          {triggers.map(({ kind, title, icon, purpose }) => (
            <Button
              key={kind}
              variant="default"
              size="xs"
              title={purpose}
              leftSection={<NodeIcon name={icon} size={15} />}
              onClick={() => begin(kind)}
            >
              {title}
            </Button>
          ))}
        </div>
        <p className={classes["withKeys"]}>
          Or press <Kbd size="xs">/</Kbd> to add any node, drag one from the left, or paste a{" "}
          <code className="mono">flow.yaml</code>.
        </p>
      </section>
    </div>
  );
}
