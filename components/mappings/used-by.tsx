"use client";

import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import type { MappingUser } from "#engine/runtime/mapping-library.ts";
import { apiErrorMessage, useApi } from "#components/shared/api/trpc.tsx";
import { Link } from "#components/ui/link.tsx";
import { CompatibilityBadge } from "./compatibility-note.tsx";
import classes from "./mappings.module.css";

interface UsedByProps {
  readonly name: string;
  readonly newest: number;
  readonly users: readonly MappingUser[];
  readonly canEdit: boolean;
  readonly onChanged: () => void;
}

/** Which flows use which version, and what the newest would mean for each. */
export function UsedBy({ name, newest, users, canEdit, onChanged }: UsedByProps) {
  return (
    <section className={classes["section"]} aria-labelledby="mapping-users">
      <h2 id="mapping-users" className={classes["heading"]}>
        Used by
      </h2>
      {users.length === 0 ? (
        <p className={classes["quiet"]}>
          No flow uses it yet. Write it into an expression, or choose it there after typing $useMapping(.
        </p>
      ) : (
        <ul className={classes["list"]} aria-label="Flows that use it">
          {users.map((user) => (
            <UserRow
              key={`${user.flowId} ${user.where} ${user.version}`}
              {...{ name, newest, user, onChanged }}
              canEdit={canEdit && user.nodes.length > 0}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

type RowProps = Omit<UsedByProps, "users"> & { readonly user: MappingUser };

function UserRow({ name, newest, user, canEdit, onChanged }: RowProps) {
  const { flowId, flowName, version, where, nodes, upgrade } = user;
  const api = useApi();
  const take = useMutation(
    api.mappings.upgrade.mutationOptions({
      onSuccess: () => {
        notifications.show({
          title: `The draft of “${flowName}” uses @${newest}`,
          message: "Look at it and publish it: what is live uses the version before until then.",
        });
        onChanged();
      },
      onError: (error) =>
        notifications.show({ color: "red", title: "The draft was left as it is", message: apiErrorMessage(error) }),
    }),
  );
  return (
    <li className={classes["userRow"]}>
      <div className={classes["main"]}>
        <div className={classes["name"]}>
          <Link href={`/flows/${flowId}`} className={classes["plainLink"] ?? ""}>
            {flowName}
          </Link>
          <span className={classes["version"]}>@{version}</span>
          <span className={classes["badge"]}>{where === "live" ? "Live" : "Draft"}</span>
        </div>
        <p className={classes["text"]}>
          {nodes.length === 0 ? "Through another mapping" : nodes.map(({ name: node }) => node).join(", ")}
        </p>
      </div>
      {upgrade ? (
        <>
          <CompatibilityBadge compatibility={upgrade} />
          {canEdit ? (
            <Button
              size="xs"
              variant="default"
              loading={take.isPending}
              aria-label={`Use @${newest} in the draft of ${flowName}`}
              onClick={() => take.mutate({ flowId, from: `${name}@${version}`, to: `${name}@${newest}` })}
            >
              Use @{newest} in the draft
            </Button>
          ) : null}
        </>
      ) : (
        <span className={classes["quiet"]}>Newest</span>
      )}
      {upgrade?.isBreaking ? (
        <ul className={classes["reasons"]} aria-label={`What @${newest} breaks`}>
          {upgrade.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      ) : null}
    </li>
  );
}
