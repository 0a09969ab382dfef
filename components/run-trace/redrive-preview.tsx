import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import type { EffectClass } from "#engine/core/node-definition.ts";
import type { ApiOutputs } from "#components/shared/api/trpc.tsx";
import { Notice } from "#components/ui/notice.tsx";
import classes from "./redrive-preview.module.css";

type Plan = NonNullable<ApiOutputs["runs"]["previewRedrive"]>;
type Problem = Plan["problems"][number];

const effects: Readonly<Record<EffectClass, string>> = {
  idempotent: "safe to repeat",
  keyed: "once per key",
  lookup: "looked up before a repeat",
  none: "a repeat would hurt",
};

interface RedrivePreviewProps {
  readonly plan: Plan;
  readonly document: FlowDocument;
}

/** What going back means: used again, done again, called outside; and what stands in the way. */
export function RedrivePreviewView({ plan, document }: RedrivePreviewProps) {
  const { preview, notes, problems } = plan;
  const nameOf = (nodeId: string): string => document.nodes.find(({ id }) => id === nodeId)?.name ?? nodeId;
  const stepName = ({ nodeId, visit, item }: { nodeId: string; visit: number; item?: number }): string =>
    `${nameOf(nodeId)}${item === undefined ? "" : ` [${item}]`}${visit > 1 ? ` (${visit})` : ""}`;
  return (
    <div className={classes["preview"]}>
      <RedriveProblems problems={problems} />
      {preview ? (
        <div className={classes["columns"]}>
          <PreviewList
            title="Used again"
            empty="Nothing"
            rows={preview.reused.map((step) => ({ name: stepName(step), note: "not called" }))}
          />
          <PreviewList
            title="Done again"
            empty="Nothing that was done"
            rows={preview.repeated.map((step) => ({ name: stepName(step), ...repeatNote(step) }))}
          />
          <PreviewList
            title="May be called"
            empty="Nothing outside"
            rows={preview.called.map(({ nodeId, label, effect }) => ({
              name: document.nodes.some(({ id }) => id === nodeId) ? nameOf(nodeId) : label,
              note: effects[effect],
              ...(effect === "none" ? { tone: "bad" as const } : {}),
            }))}
          />
        </div>
      ) : null}
      {notes.length === 0 ? null : (
        <ul className={classes["notes"]}>
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

interface Row {
  readonly name: string;
  readonly note?: string;
  readonly tone?: "bad" | "warn";
}

function repeatNote({ effect, undone }: { effect?: EffectClass; undone: boolean }): Omit<Row, "name"> {
  if (undone) return { note: "was undone" };
  return effect === undefined ? {} : { note: "a second effect", tone: effect === "idempotent" ? "warn" : "bad" };
}

const MOST_ROWS = 50;

function PreviewList({ title, rows, empty }: { readonly title: string; readonly rows: readonly Row[]; readonly empty: string }) {
  return (
    <section aria-label={title}>
      <h4 className={classes["title"]}>
        {title} <span>{rows.length}</span>
      </h4>
      {rows.length === 0 ? <p className={classes["empty"]}>{empty}</p> : null}
      <ul className={classes["rows"]} {...(rows.length > 6 ? { tabIndex: 0, role: "list", "aria-label": title } : {})}>
        {rows.slice(0, MOST_ROWS).map(({ name, note, tone }, index) => (
          <li key={index}>
            <span>{name}</span>
            {note === undefined ? null : <small data-tone={tone}>{note}</small>}
          </li>
        ))}
      </ul>
      {rows.length > MOST_ROWS ? <p className={classes["empty"]}>and {rows.length - MOST_ROWS} more</p> : null}
    </section>
  );
}

export function RedriveProblems({ problems }: { readonly problems: readonly Problem[] }) {
  return problems.map(({ severity, message, fix, path }) => (
    <Notice key={`${message} ${path ?? ""}`} tone={severity === "error" ? "bad" : "warn"} title={message}>
      {fix}
    </Notice>
  ));
}
