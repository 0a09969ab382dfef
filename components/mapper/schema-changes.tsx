"use client";

import { useEffect, useMemo } from "react";
import type { JsonObject } from "#engine/core/json.ts";
import { acceptRebinds } from "#engine/core/mapping/schema-change.ts";
import { openSchemaTree } from "#engine/core/mapping/schema/schema-tree.ts";
import type { ExpressionData } from "#engine/core/scope/scope-at.ts";
import { Notice } from "#components/ui/notice.tsx";
import { knownSample } from "./known-sample.ts";
import classes from "./mapper-page.module.css";
import { sampledTree } from "./sampled-tree.ts";
import { SchemaChangeReview } from "./schema-change-review.tsx";
import { useSchemaChange } from "./use-schema-change.ts";

interface SchemaChangesProps {
  readonly text: string;
  readonly data: ExpressionData;
  readonly target: JsonObject | undefined;
  readonly isReviewing: boolean;
  readonly onReviewing: (is: boolean) => void;
  readonly onText: (text: string, label: string) => void;
}

/** Says that lines do not fit what they lead to, and offers what they could be bound to instead. */
export function SchemaChanges({ text, data, target, isReviewing, onReviewing, onText }: SchemaChangesProps) {
  const { schemas } = data;
  const source = useMemo(() => sampledTree(openSchemaTree(data.schema, data.schemas), knownSample(data)), [data]);
  const goal = useMemo(() => target && openSchemaTree(target, schemas), [target, schemas]);
  const { lines, settle } = useSchemaChange(text, { source, target: goal });
  const [first] = lines;
  const isDone = isReviewing && first === undefined;
  useEffect(() => {
    if (isDone) onReviewing(false);
  }, [isDone, onReviewing]);
  if (!first) return null;
  if (!isReviewing)
    return (
      <div className={classes["changed"]}>
        <Notice
          tone="warn"
          title={lines.length === 1 ? "1 line does not fit" : `${lines.length} lines do not fit`}
          action={{ label: "Review", onClick: () => onReviewing(true) }}
        >
          {first.message} {lines.some(({ proposal }) => proposal) ? "There is a proposal." : ""}
        </Notice>
      </div>
    );
  const close = (): void => {
    onReviewing(false);
    settle();
  };
  return (
    <SchemaChangeReview
      lines={lines}
      onRebind={(chosen) => {
        close();
        onText(acceptRebinds(text, chosen), chosen.length === 1 ? "Bind 1 line anew" : `Bind ${chosen.length} lines anew`);
      }}
      onKeep={close}
      onClose={() => onReviewing(false)}
    />
  );
}
