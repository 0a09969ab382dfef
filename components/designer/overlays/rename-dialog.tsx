"use client";

import { Button, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { renameNode } from "#engine/core/edit/commands/rename-node.ts";
import { setNodeField } from "#engine/core/edit/commands/set-node-field.ts";
import { identifier } from "#engine/core/flow/flow-document.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { inSequence, type Command } from "../session/in-sequence.ts";
import { useSession } from "../session/designer-session.ts";
import { Floating } from "./floating.tsx";
import classes from "./overlays.module.css";

/** Name and id of a node; a new id is written into every expression that reads the old one. */
export function RenameDialog({ nodeId }: { readonly nodeId: string }) {
  const session = useSession();
  const node = session.draft().document.nodes.find(({ id }) => id === nodeId);
  const box = session.graph().nodes.find(({ id }) => id === nodeId);
  const [name, setName] = useState(node?.name ?? "");
  const [id, setId] = useState(nodeId);
  const [problem, setProblem] = useState<string>();
  const at = (box && session.view?.toScreen({ x: box.x, y: box.y + box.height + 10 })) ?? { x: 240, y: 160 };

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const wrong = identifier.safeParse(id).error?.issues[0]?.message;
    if (wrong !== undefined) return setProblem(`The id ${wrong}.`);
    const commands: Command[] = [
      ...(name === (node?.name ?? "")
        ? []
        : [(draft: Parameters<Command>[0]) => setNodeField(draft, nodeId, ["name"], name || undefined)]),
      ...(id === nodeId ? [] : [(draft: Parameters<Command>[0]) => renameNode(draft, nodeDefinitions, nodeId, id)]),
    ];
    if (commands.length > 0) {
      const result = inSequence(undefined, commands)(session.draft());
      if (!result.ok) return setProblem(result.reason);
      // With its old id the node is gone, and what is gone is no longer selected.
      const wasSelected = session.designer.getState().selection.nodes.has(nodeId);
      session.perform(inSequence(undefined, commands), { said: `Renamed to ${name || id}` });
      if (wasSelected) session.designer.getState().select([id]);
    }
    session.surface.getState().close();
    session.view?.focus(id);
  };
  return (
    <Floating at={at} label="Rename node" width={280}>
      <form className={classes["form"]} onSubmit={submit}>
        <TextInput
          data-autofocus
          size="xs"
          label="Name"
          maxLength={120}
          placeholder={nodeId}
          value={name}
          onFocus={(event) => event.currentTarget.select()}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          size="xs"
          label="Id"
          description={`Expressions read its output as steps.${id}`}
          classNames={{ input: "mono" }}
          maxLength={64}
          value={id}
          error={problem}
          onChange={(event) => {
            setId(event.currentTarget.value);
            setProblem(undefined);
          }}
        />
        <div className={classes["actions"]}>
          <Button size="xs" type="submit">
            Rename
          </Button>
        </div>
      </form>
    </Floating>
  );
}
