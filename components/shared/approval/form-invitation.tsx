import { Button } from "@mantine/core";
import { IconForms } from "@tabler/icons-react";
import type { JsonObject } from "#engine/core/json.ts";
import { Link } from "#components/ui/link.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import classes from "./decision-card.module.css";
import type { Approval } from "./approval.ts";

/** A form that waits: what it is about, by when, and the way to its page. */
export function FormInvitation({ approval, form }: { readonly approval: Approval; readonly form: JsonObject }) {
  return (
    <>
      {typeof form["description"] === "string" ? <p className={classes["due"]}>{form["description"]}</p> : null}
      {approval.dueAt === undefined ? null : (
        <p className={classes["due"]}>
          Answer <RelativeTime at={approval.dueAt} />.
        </p>
      )}
      <Button
        component={Link}
        href={`/approvals/${approval.approvalId}`}
        size="md"
        leftSection={<IconForms size={16} />}
        className={classes["fillIn"] ?? ""}
      >
        Fill in
      </Button>
    </>
  );
}
