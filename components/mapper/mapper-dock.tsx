"use client";

import { SegmentedControl, Tooltip } from "@mantine/core";
import { IconAlertTriangle, IconBolt, IconShieldLock } from "@tabler/icons-react";
import { useEffect, useMemo, useState, type ReactNode } from "react";
import type { ExpressionScope } from "#components/shared/expression/scope-fields.ts";
import { FormatButton } from "#components/shared/monaco/format-button.tsx";
import { useMappingChoices } from "#components/shared/mappings/use-mapping-choices.ts";
import { JsonataEditor } from "#components/shared/monaco/jsonata-editor.tsx";
import type { EditorProblem } from "#components/shared/monaco/use-code-editor.ts";
import { Notice } from "#components/ui/notice.tsx";
import { ResizablePane } from "#components/ui/resizable-pane.tsx";
import { FieldPanel } from "./field-panel.tsx";
import classes from "./mapper.module.css";
import type { MappingTier } from "./mapping-tier.ts";
import { fieldAtOffset } from "./target-rows.ts";
import { keyOf } from "./tree-rows.ts";
import type { Mapper, MapperSubject } from "./use-mapper.ts";
import type { MappingValues } from "./values/mapping-values.ts";

export type DockTab = "field" | "text" | "tests";

interface MapperDockProps {
  readonly mapper: Mapper;
  readonly subject: MapperSubject;
  readonly values: MappingValues | undefined;
  /** The tests of the mapping, where it has some. */
  readonly tests: ReactNode;
  readonly tab: DockTab;
  readonly onTab: (tab: DockTab) => void;
  readonly onUndo: () => void;
  readonly onRedo: () => void;
}

/** Below the trees: the selected field as a form, the whole mapping as text (both mark the same part), or its tests. */
export function MapperDock({ mapper, subject, values, tests, tab, onTab, onUndo, onRedo }: MapperDockProps) {
  const row =
    mapper.selection?.side === "target" ? mapper.targetRows.find(({ key }) => key === mapper.selection?.key) : undefined;
  return (
    <ResizablePane edge="bottom" label="Field, text and tests" className={classes["dock"]}>
      <div className={classes["dockTabs"]}>
        <SegmentedControl
          size="xs"
          aria-label="Show"
          value={tab}
          onChange={(next) => onTab(next as DockTab)}
          data={[
            { value: "field", label: "Field" },
            { value: "text", label: "Text" },
            ...(tests === null ? [] : [{ value: "tests", label: "Tests" }]),
          ]}
        />
        {tab === "text" && subject.canEdit && subject.text.trim() !== "" ? (
          <FormatButton source={subject.text} onFormat={(text) => subject.onText(text, "Format the mapping's text")} />
        ) : null}
        <Tier text={subject.text} durationMs={values?.durationMs} />
      </div>
      <div className={classes["dockBody"]}>
        {mapper.isStale && tab === "field" ? (
          <Notice
            tone="warn"
            title="The text cannot be read at the moment"
            action={{ label: "Show text", onClick: () => onTab("text") }}
          >
            The trees show what it said before. Mend the text to go on with the mouse.
          </Notice>
        ) : null}
        {tab === "tests" ? tests : null}
        {tab === "text" ? <TextPanel mapper={mapper} subject={subject} values={values} onUndo={onUndo} onRedo={onRedo} /> : null}
        {tab === "field" ? (
          <FieldPanel
            mapper={mapper}
            row={row}
            value={row && values?.values[row.key]}
            canEdit={subject.canEdit && !mapper.isStale}
            onText={() => onTab("text")}
          />
        ) : null}
      </div>
    </ResizablePane>
  );
}

type TextPanelProps = Omit<MapperDockProps, "tab" | "onTab" | "tests">;

function TextPanel({ mapper, subject, values, onUndo, onRedo }: TextPanelProps) {
  const { model, made, selection, source, isStale } = mapper;
  const { text, sample, canEdit, onText } = subject;
  const mappings = useMappingChoices(subject.mappings);
  const scope = useMemo<ExpressionScope>(() => ({ tree: source, sample, mappings }), [source, sample, mappings]);
  const selected = selection?.side === "target" ? made.get(selection.key)?.[0] : undefined;
  const highlight =
    selected && !isStale && selected.path.length > 0
      ? { start: selected.key?.start ?? selected.start, end: selected.end }
      : undefined;
  const typed = useTypeProblems(subject);
  const problems = useMemo(() => [...valueProblems(values), ...typed], [values, typed]);
  const follow = (offset: number): void => {
    if (isStale) return;
    const field = fieldAtOffset(model, offset);
    if (keyOf(field.path) !== selection?.key) mapper.select("target", keyOf(field.path));
  };
  return (
    <JsonataEditor
      value={text}
      label="Mapping as text"
      scope={scope}
      lineNumbers
      readOnly={!canEdit}
      problems={problems}
      placeholder="Drag a source field onto a target field, or write JSONata here."
      highlight={highlight}
      onChange={(next) => onText(next, "Edit the mapping's text", "typing")}
      onCursor={follow}
      onUndo={onUndo}
      onRedo={onRedo}
    />
  );
}

const NO_PROBLEMS: readonly EditorProblem[] = [];
const PAUSE_MS = 200;

/** Types are worked out when somebody pauses; the code for it comes with the editor. */
function useTypeProblems({ text, scope, schemas, mappings }: MapperSubject): readonly EditorProblem[] {
  const [problems, setProblems] = useState(NO_PROBLEMS);
  useEffect(() => {
    let isOld = false;
    const timer = setTimeout(() => {
      void import("./type-problems.ts").then(({ typeProblems }) =>
        isOld ? undefined : setProblems(typeProblems(text, scope, schemas, mappings)),
      );
    }, PAUSE_MS);
    return () => {
      isOld = true;
      clearTimeout(timer);
    };
  }, [text, scope, schemas, mappings]);
  return problems;
}

/** What went wrong with values, at their place; problems of the text itself are the editor's. */
function valueProblems(values: MappingValues | undefined): readonly EditorProblem[] {
  const failures = Object.values(values?.values ?? {}).flatMap(({ failure }) => failure ?? []);
  return failures.map(({ message, start, end }) => ({ message, start, end, severity: "error" as const }));
}

/** Where the expression is worked out, and why; of a text that is none, what is wrong with it. */
function Tier({ text, durationMs }: { readonly text: string; readonly durationMs: number | undefined }) {
  const [tier, setTier] = useState<MappingTier>();
  useEffect(() => {
    let isOld = false;
    void import("./mapping-tier.ts").then(({ mappingTier }) => (isOld ? undefined : setTier(mappingTier(text))));
    return () => {
      isOld = true;
    };
  }, [text]);
  if (!tier) return null;
  if (tier.tier === "unreadable")
    return (
      <span className={classes["tier"]} data-bad>
        <IconAlertTriangle size={14} aria-hidden /> {tier.reason}
      </span>
    );
  const isFast = tier.tier === "bounded";
  const Glyph = isFast ? IconBolt : IconShieldLock;
  return (
    <Tooltip label={tier.tier === "jailed" ? `${tier.reason} ${PREVIEWED_BY_SERVER}` : tier.reason} multiline maw={320}>
      <span className={classes["tier"]} tabIndex={0}>
        <Glyph size={14} aria-hidden /> {tierWords[tier.tier]}
        {durationMs === undefined ? "" : ` · ${durationMs < 1 ? "under 1" : Math.round(durationMs)} ms on the sample`}
      </span>
    </Tooltip>
  );
}

const PREVIEWED_BY_SERVER =
  "A browser has none: the server works out the preview here, and tests run within the limits of the page.";

const tierWords: Readonly<Record<Exclude<MappingTier["tier"], "unreadable">, string>> = {
  bounded: "Compiled",
  guarded: "Evaluated within limits",
  jailed: "Evaluated in a process of its own",
};
