"use client";

import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { useDraftStore } from "#components/shared/draft/use-draft.ts";
import type { ProblemWithFixes } from "#components/shared/analysis/analyze.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { useDesigner, useDesignerStore } from "../designer-context.ts";
import { placeOf } from "./problem-place.ts";
import rows from "../drawer-rows.module.css";
import classes from "./problems.module.css";

/** What is wrong, where, and what mends it. Errors keep the flow from being published, warnings do not. */
export function ProblemsPanel() {
  const problems = useDesigner((state) => state.problems) as readonly ProblemWithFixes[];
  if (problems.length === 0) {
    return (
      <EmptyState icon={IconCircleCheck} title="Nothing is wrong">
        Problems appear here while you draw, with the place and what mends them.
      </EmptyState>
    );
  }
  return (
    <ul className={rows["list"]} aria-label="Problems">
      {problems.map((problem) => (
        <Row key={`${problem.code} ${problem.path} ${problem.message}`} problem={problem} />
      ))}
    </ul>
  );
}

function Row({ problem }: { readonly problem: ProblemWithFixes }) {
  const show = useShowProblem();
  const mend = useMend();
  const canEdit = useDesigner((state) => state.canEdit);
  const Glyph = problem.severity === "error" ? IconCircleX : IconAlertTriangle;
  return (
    <li className={classes["row"]} data-severity={problem.severity}>
      <Glyph
        size={16}
        stroke={1.75}
        className={classes["icon"]}
        aria-label={problem.severity === "error" ? "Error" : "Warning"}
        role="img"
      />
      <button type="button" className={rows["words"]} onClick={() => show(problem)}>
        <span>{problem.message}</span>
        <span className={classes["fix"]}>{problem.fix}</span>
      </button>
      {canEdit ? (
        <span className={classes["fixes"]}>
          {(problem.fixes ?? []).map((fix) => (
            <Button key={fix.label} size="compact-xs" variant="default" onClick={() => mend(fix)}>
              {fix.label}
            </Button>
          ))}
        </span>
      ) : null}
    </li>
  );
}

/** Goes to the place: selects the node or the edge, and focuses the field. */
function useShowProblem() {
  const designer = useDesignerStore();
  const drafts = useDraftStore();
  return (problem: ProblemWithFixes): void => {
    const place = placeOf(problem, drafts.getState().draft.document);
    const { reveal, select } = designer.getState();
    if (place.edgeId !== undefined) select([], [place.edgeId]);
    else if (place.nodeId !== undefined) reveal(place.nodeId, place.field === "" ? undefined : place.field);
    else {
      select();
      setTimeout(() => document.getElementById(`field-${place.field}`)?.focus());
    }
  };
}

/** A fix was worked out for the draft as it was; where it does not fit any more, the list is about to be new. */
function useMend() {
  const drafts = useDraftStore();
  return ({ label, edit }: ProblemWithFixes["fixes"][number]): void => {
    try {
      const result = drafts.perform({ ok: true, edit });
      if (result.ok) notifications.show({ message: `${label}: done` });
      else notifications.show({ color: "red", message: result.reason });
    } catch {
      notifications.show({ color: "red", title: `${label}: not done`, message: "The flow has changed meanwhile. Look again." });
    }
  };
}
