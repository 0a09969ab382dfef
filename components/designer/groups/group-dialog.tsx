"use client";

import { Button, Radio, Textarea, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { disableNodes } from "#engine/core/edit/commands/disable-nodes.ts";
import { setGroup } from "#engine/core/edit/commands/set-group.ts";
import { ungroupNodes } from "#engine/core/edit/commands/ungroup-nodes.ts";
import { GROUP_COLORS, type GroupColor, type NodeGroup, type Place } from "#engine/core/flow/layout.ts";
import { useDraft } from "#components/shared/draft/use-draft.ts";
import { Floating } from "../overlays/floating.tsx";
import overlays from "../overlays/overlays.module.css";
import { useDesigner } from "../designer-context.ts";
import { useSession } from "../session/designer-session.ts";
import { readInput } from "../try/try-store.ts";
import { useTry, useTryStore } from "../try/use-try.ts";
import { disabledIn } from "./disabled-in.ts";
import classes from "./groups.module.css";

const colorNames: Readonly<Record<GroupColor, string>> = {
  gray: "Gray",
  blue: "Blue",
  green: "Green",
  amber: "Amber",
  red: "Red",
  violet: "Violet",
};

/** Name, description and color of a group. */
export function GroupDialog({ groupId, at }: { readonly groupId: string; readonly at: Place }) {
  const session = useSession();
  const group = useDraft(({ draft }) => draft.layout.groups?.[groupId]);
  const [name, setName] = useState(group?.name ?? "");
  const [description, setDescription] = useState(group?.description ?? "");
  const [color, setColor] = useState<GroupColor>(group?.color ?? "gray");
  const close = session.surface.getState().close;
  if (!group) return null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const change = {
      name: name.trim() || group.name,
      description: description.trim() || undefined,
      color: color === "gray" ? undefined : color,
    };
    if (session.perform((draft) => setGroup(draft, groupId, change), { said: `Group ${change.name} changed` })) close();
  };
  return (
    <Floating at={at} label="Group" width={290}>
      <form className={overlays["form"]} onSubmit={submit}>
        <TextInput
          data-autofocus
          size="xs"
          label="Name"
          maxLength={120}
          value={name}
          onFocus={(event) => event.currentTarget.select()}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Textarea
          size="xs"
          label="Description"
          autosize
          minRows={2}
          maxRows={6}
          maxLength={2_000}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        <ColorField color={color} onChange={setColor} />
        <div className={overlays["actions"]}>
          <DisableGroup group={group} />
          <RunGroup nodeIds={group.nodes} onRun={close} />
        </div>
        <div className={overlays["actions"]}>
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              if (session.perform((draft) => ungroupNodes(draft, groupId))) close();
            }}
          >
            Ungroup
          </Button>
          <Button size="xs" type="submit">
            Save group
          </Button>
        </div>
      </form>
    </Floating>
  );
}

/** Tries pass by all nodes of the group, or run all of them again. One step of undo. */
function DisableGroup({ group }: { readonly group: NodeGroup }) {
  const session = useSession();
  const disabled = useDraft(({ draft }) => draft.layout.disabled);
  const nodes = useDraft(({ draft }) => draft.document.nodes);
  const { count, total } = disabledIn(group, disabled, nodes);
  const isOff = count === total && total > 0;
  return (
    <Button
      size="xs"
      variant="default"
      disabled={total === 0}
      onClick={() =>
        session.perform((draft) => disableNodes(draft, group.nodes, !isOff), {
          said: `${isOff ? "Enabled" : "Disabled"} all of ${group.name}`,
        })
      }
    >
      {isOff ? "Enable all" : "Disable all"}
    </Button>
  );
}

interface ColorFieldProps {
  readonly color: GroupColor;
  readonly onChange: (color: GroupColor) => void;
}

const ColorField = ({ color, onChange }: ColorFieldProps) => (
  <Radio.Group size="xs" label="Color" value={color} onChange={(value) => onChange(value)}>
    <div className={overlays["colors"]}>
      {GROUP_COLORS.map((one) => (
        <Radio.Card
          key={one}
          value={one}
          aria-label={colorNames[one]}
          className={`${overlays["color"]} ${classes["swatch"]}`}
          data-color={one}
        />
      ))}
    </div>
  </Radio.Group>
);

/** Tries the nodes of the group alone; what they read from before is worked out first. */
function RunGroup({ nodeIds, onRun }: { readonly nodeIds: readonly string[]; readonly onRun: () => void }) {
  const store = useTryStore();
  const openDrawer = useDesigner((state) => state.openDrawer);
  const draft = useDraft((state) => state.draft);
  const isReady = useTry((state) => readInput(state, draft) !== undefined);
  const run = (): void => {
    onRun();
    openDrawer("try");
    store.getState().run({ type: "nodes", nodeIds });
  };
  return (
    <Button size="xs" variant="default" disabled={!isReady} onClick={run}>
      Run group
    </Button>
  );
}
