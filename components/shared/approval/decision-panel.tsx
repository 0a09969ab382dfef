"use client";

import { Button, Menu, Textarea } from "@mantine/core";
import { IconCheck, IconDots, IconX } from "@tabler/icons-react";
import { useState } from "react";
import type { JsonObject } from "#engine/core/json.ts";
import { apiErrorMessage } from "#components/shared/api/trpc.tsx";
import { useMembership } from "#components/shared/membership.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { Approval, Verdict } from "./approval.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import type { Consequences } from "./consequences.ts";
import { Conversation, HandOn } from "./conversation.tsx";
import classes from "./decision-card.module.css";
import { EditDetails, editableDetails } from "./edit-details.tsx";
import { useDecide } from "./use-decide.ts";
import { missingInWords, whyNotInWords } from "./words.ts";

interface DecisionPanelProps {
  readonly approval: Approval;
  readonly consequences: Consequences | undefined;
}

type Open = "conversation" | "handOn" | "edit";

/** What happens on yes and on no, by when, and the answers themselves: two large buttons, and the rest behind a menu. */
export function DecisionPanel({ approval, consequences }: DecisionPanelProps) {
  const me = useMembership();
  const [open, setOpen] = useState<Open | undefined>(approval.notes > 0 ? "conversation" : undefined);
  const mine = approval.mine;
  const asked = missingInWords(approval.progress.missing);
  return (
    <>
      <Outcomes approval={approval} consequences={consequences} />
      {mine?.may === true && mine.inPlaceOf !== undefined ? (
        <p className={classes["due"]}>You decide in place of {mine.inPlaceOf}; your own name is recorded.</p>
      ) : null}
      {open === "conversation" ? <Conversation approval={approval} /> : null}
      {open === "handOn" ? <HandOn approval={approval} onDone={() => setOpen(undefined)} /> : null}
      {mine?.may === true ? (
        <Answer approval={approval} open={open} onOpen={setOpen} />
      ) : (
        <p className={classes["due"]}>{whyNotInWords(mine?.why ?? "notAsked", asked, me.role)}</p>
      )}
    </>
  );
}

function Outcomes({ approval, consequences }: DecisionPanelProps) {
  return (
    <>
      <dl className={classes["outcomes"]}>
        <div data-tone="good">
          <dt>If you approve</dt>
          <dd>{consequences?.approved ?? "\u00a0"}</dd>
        </div>
        <div data-tone="bad">
          <dt>If you reject</dt>
          <dd>{consequences?.rejected ?? "\u00a0"}</dd>
        </div>
      </dl>
      {approval.dueAt === undefined ? null : (
        <p className={classes["due"]}>
          Decide <RelativeTime at={approval.dueAt} />.{" "}
          {consequences?.timedOut
            ? `After that: ${consequences.timedOut.charAt(0).toLowerCase()}${consequences.timedOut.slice(1)}`
            : null}
        </p>
      )}
    </>
  );
}

interface AnswerProps {
  readonly approval: Approval;
  readonly open: Open | undefined;
  readonly onOpen: (open: Open | undefined) => void;
}

function Answer({ approval, open, onOpen }: AnswerProps) {
  const [comment, setComment] = useState("");
  const [confirming, setConfirming] = useState<Verdict>();
  const { mutate, isPending, error, named } = useDecide(approval);
  const approve = (edited?: JsonObject): void =>
    mutate({
      ...named,
      decision: "approved",
      ...(comment.trim() === "" ? {} : { comment: comment.trim() }),
      ...(edited === undefined ? {} : { edited }),
    });
  return (
    <>
      {error ? (
        <Notice tone="bad" title="The decision was not recorded">
          {apiErrorMessage(error)}
        </Notice>
      ) : null}
      <Textarea
        label="Comment"
        description="Optional; recorded with your name"
        autosize
        minRows={1}
        maxRows={5}
        maxLength={2_000}
        value={comment}
        onChange={(event) => setComment(event.currentTarget.value)}
      />
      {open === "edit" ? (
        <EditDetails approval={approval} isPending={isPending} onApprove={approve} onCancel={() => onOpen(undefined)} />
      ) : (
        <div className={classes["buttons"]}>
          <Button
            size="md"
            variant="default"
            className={classes["reject"] ?? ""}
            leftSection={<IconX size={16} />}
            disabled={isPending}
            onClick={() => setConfirming("rejected")}
          >
            Reject
          </Button>
          <MoreAnswers approval={approval} onOpen={onOpen} onRequestChanges={() => setConfirming("changesRequested")} />
          <Button size="md" leftSection={<IconCheck size={16} />} loading={isPending} onClick={() => approve()}>
            Approve
          </Button>
        </div>
      )}
      <ConfirmDialog approval={approval} verdict={confirming} comment={comment} onClose={() => setConfirming(undefined)} />
    </>
  );
}

interface MoreAnswersProps extends Pick<AnswerProps, "approval" | "onOpen"> {
  readonly onRequestChanges: () => void;
}

function MoreAnswers({ approval, onOpen, onRequestChanges }: MoreAnswersProps) {
  return (
    <Menu position="top" withinPortal>
      <Menu.Target>
        <Button size="md" variant="subtle" className={classes["more"] ?? ""} aria-label="Other answers">
          <IconDots size={18} aria-hidden />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {approval.rules.canRequestChanges ? <Menu.Item onClick={onRequestChanges}>Request changes…</Menu.Item> : null}
        {editableDetails(approval).length > 0 ? (
          <Menu.Item onClick={() => onOpen("edit")}>Change details and approve…</Menu.Item>
        ) : null}
        <Menu.Item onClick={() => onOpen("conversation")}>Ask a question…</Menu.Item>
        <Menu.Item onClick={() => onOpen("handOn")}>Hand on to somebody else…</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
