"use client";

import { UnstyledButton } from "@mantine/core";
import { useId, useState } from "react";
import type { MappingVersion } from "#engine/runtime/mapping-library.ts";
import { CodeView } from "#components/shared/monaco/code-view.tsx";
import { FoldArrow } from "#components/ui/fold-arrow.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { CompatibilityBadge, CompatibilityNote } from "./compatibility-note.tsx";
import classes from "./mappings.module.css";

const LINE = 19;

/** A version, which never changes: its text and schemas, and what broke with it. */
export function VersionCard({
  version: shown,
  isOpen: opensAtOnce,
}: {
  readonly version: MappingVersion;
  readonly isOpen: boolean;
}) {
  const { version, author, createdAt, note, expression, input, result, compatibility } = shown;
  const [isOpen, setOpen] = useState(opensAtOnce);
  const id = useId();
  return (
    <article className={classes["card"]}>
      <UnstyledButton
        className={classes["cardHead"] ?? ""}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        <FoldArrow isOpen={isOpen} size={16} />
        <strong>@{version}</strong>
        <span className={classes["text"]}>{note ?? (version === 1 ? "First version" : "No note")}</span>
        {compatibility ? <CompatibilityBadge compatibility={compatibility} /> : null}
        <span className={classes["quiet"]}>
          {author}, <RelativeTime at={createdAt} />
        </span>
      </UnstyledButton>
      {isOpen ? (
        <div id={id} className={classes["cardBody"]}>
          {compatibility ? <CompatibilityNote compatibility={compatibility} from={`@${version - 1}`} to={`@${version}`} /> : null}
          <CodeView
            value={expression}
            language="jsonata"
            label={`Expression of version ${version}`}
            height={heightOf(expression)}
          />
          <div className={classes["pair"]}>
            <Shape title="Takes" schema={input} absent="Any value" />
            <Shape title="Gives" schema={result} absent="Only its use can tell" />
          </div>
        </div>
      ) : null}
    </article>
  );
}

const heightOf = (text: string): number => Math.min(320, 20 + LINE * text.split("\n").length);

function Shape({
  title,
  schema,
  absent,
}: {
  readonly title: string;
  readonly schema: object | undefined;
  readonly absent: string;
}) {
  const isKnown = schema !== undefined && Object.keys(schema).length > 0;
  const text = JSON.stringify(schema, null, 2);
  return (
    <div className={classes["half"]}>
      <h3 className={classes["label"]}>{title}</h3>
      {isKnown ? (
        <CodeView value={text} language="json" label={`Schema: ${title.toLowerCase()}`} height={heightOf(text)} />
      ) : (
        <p className={classes["quiet"]}>{absent}</p>
      )}
    </div>
  );
}
