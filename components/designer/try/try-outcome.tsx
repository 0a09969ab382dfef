"use client";

import { useEffect } from "react";
import { DataView } from "#components/shared/data-view/data-view.tsx";
import { failureAdvice } from "#components/shared/failure-advice.ts";
import { useDraft } from "#components/shared/draft/use-draft.ts";
import { Notice } from "#components/ui/notice.tsx";
import { selectedNode, useDesigner } from "../designer-context.ts";
import { useSession } from "../session/designer-session.ts";
import { useTry } from "./use-try.ts";
import classes from "./try-panel.module.css";
import { TryQuestionCard } from "./try-question.tsx";

/** What needs the person: the questions of the try, what keeps it from running, why it failed or was ended. */
export function TryOutcome() {
  const current = useTry((state) => state.current);
  const { questions = [], stopped, failure, status } = current?.result ?? {};
  useFollow(questions[0]?.nodeId ?? failure?.nodeId);
  return (
    <>
      <Refusals />
      {stopped === undefined ? null : (
        <Notice tone="warn" title="The try was ended">
          {stopped}
        </Notice>
      )}
      {questions.map((question) => (
        <TryQuestionCard key={`${question.nodeId}#${question.visit}`} question={question} />
      ))}
      {failure && stopped === undefined ? (
        <FailureNotice nodeId={failure.nodeId} title={failure.message}>
          {status === "compensated" ? "What had been done was undone. " : ""}
          {failureAdvice(failure)} <span className={classes["code"]}>{failure.code}</span>
        </FailureNotice>
      ) : null}
      <NotReached />
      <Output />
    </>
  );
}

/** The canvas goes along to where the try stands; what is selected, and the focus, stay where they are. */
function useFollow(nodeId: string | undefined): void {
  const session = useSession();
  useEffect(() => {
    if (nodeId !== undefined) session.view?.show(nodeId);
  }, [nodeId, session]);
}

/** What the flow gave, until a step is chosen to look at. */
function Output() {
  const result = useTry(({ current }) => current?.result);
  const isStepShown = useDesigner((state) => selectedNode(state) !== undefined);
  if (result?.status !== "completed" || result.output === undefined || isStepShown) return null;
  return (
    <section className={classes["result"]} aria-label="Output of the try">
      <div className={classes["resultHead"]}>
        <h3>What the flow gave</h3>
      </div>
      <DataView value={result.output} what="output" />
    </section>
  );
}

function Refusals() {
  const refused = useTry(({ current }) => current?.refused);
  return refused?.map(({ message, fix, nodeId }) => (
    <FailureNotice key={message} nodeId={nodeId} title={message}>
      {fix}
    </FailureNotice>
  ));
}

interface FailureNoticeProps {
  readonly nodeId: string | undefined;
  readonly title: string;
  readonly children: React.ReactNode;
}

function FailureNotice({ nodeId, title, children }: FailureNoticeProps) {
  const reveal = useDesigner((state) => state.reveal);
  const exists = useDraft(({ draft }) => draft.document.nodes.some(({ id }) => id === nodeId));
  const show = nodeId !== undefined && exists ? { label: "Show", onClick: () => reveal(nodeId) } : undefined;
  return (
    <Notice tone="bad" title={title} action={show}>
      {children}
    </Notice>
  );
}

/** The data took another way, and the node that was asked for never ran. */
function NotReached() {
  const current = useTry((state) => state.current);
  const scope = current?.scope;
  const nodeId = scope && "nodeId" in scope ? scope.nodeId : undefined;
  const name = useDraft(({ draft }) => draft.document.nodes.find(({ id }) => id === nodeId)?.name ?? nodeId);
  const result = current?.result;
  const isElsewhere = result?.status === "completed" && nodeId !== undefined && !result.nodes[nodeId];
  if (!isElsewhere) return null;
  return (
    <Notice tone="info" title={`The run took another way and did not come to “${name ?? ""}”`}>
      Change the input so that it leads there, or use “Run this node”, which goes straight to it.
    </Notice>
  );
}
