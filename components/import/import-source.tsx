"use client";

import { Button, FileButton, Textarea } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import { useRef, useState, type ClipboardEvent, type DragEvent, type FormEvent } from "react";
import { Notice } from "#components/ui/notice.tsx";
import { LIMIT_TEXT, readGivenFile, refuseSize, type GivenFile, type Refusal } from "./given-file.ts";
import classes from "./import.module.css";

interface ImportSourceProps {
  readonly onGiven: (file: GivenFile) => void;
  /** What was given before is being changed: what was said about it no longer counts. */
  readonly onEdited: () => void;
  readonly isBusy: boolean;
}

/** A place to drop or choose a file, and one to paste its text. */
export function ImportSource({ onGiven, onEdited, isBusy }: ImportSourceProps) {
  const [refusal, setRefusal] = useState<Refusal>();
  const [isOver, setOver] = useState(false);
  const give = async (file: File | null | undefined): Promise<void> => {
    if (!file) return;
    onEdited();
    const given = await readGivenFile(file);
    if ("title" in given) return setRefusal(given);
    setRefusal(undefined);
    onGiven(given);
  };
  const drag = (over: boolean) => (event: DragEvent) => {
    event.preventDefault();
    setOver(over);
  };
  const drop = (event: DragEvent): void => {
    drag(false)(event);
    const { files } = event.dataTransfer;
    if (files.length > 1)
      return setRefusal({ title: "Those are several files", text: "Drop one at a time: each becomes a flow of its own." });
    void give(files[0]);
  };
  return (
    <>
      {refusal ? (
        <Notice tone="bad" title={refusal.title}>
          {refusal.text}
        </Notice>
      ) : null}
      <section
        className={classes["drop"]}
        data-over={isOver || undefined}
        aria-label="File"
        onDragOver={drag(true)}
        onDragLeave={drag(false)}
        onDrop={drop}
      >
        <span className={classes["tile"]}>
          <IconFileImport size={22} stroke={1.5} aria-hidden />
        </span>
        <h2 className={classes["heading"]}>Drop a file here</h2>
        <FileButton onChange={(file) => void give(file)} accept=".json,.yaml,.yml,.bpmn,.xml,.txt">
          {(props) => (
            <Button {...props} loading={isBusy}>
              Choose a file
            </Button>
          )}
        </FileButton>
        <p className={classes["quiet"]}>
          n8n, Amazon States Language, BPMN 2.0, Open Workflow Specification, or a flow.yaml of OmniLink. Up to {LIMIT_TEXT}.
          Nothing in it is run, and credentials stay out.
        </p>
      </section>
      <PasteText onGiven={onGiven} onEdited={onEdited} onRefused={setRefusal} isBusy={isBusy} />
    </>
  );
}

interface PasteTextProps extends ImportSourceProps {
  readonly onRefused: (refusal: Refusal | undefined) => void;
}

/** The field keeps its own text: a file of megabytes is not drawn anew at each key. */
function PasteText({ onGiven, onEdited, onRefused, isBusy }: PasteTextProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [isEmpty, setEmpty] = useState(true);
  const paste = (event: ClipboardEvent): void => {
    const text = event.clipboardData.getData("text");
    const refusal = refuseSize(sizeOf(text), "The text");
    onRefused(refusal);
    if (refusal) event.preventDefault();
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const text = field.current?.value ?? "";
    const refusal = refuseSize(sizeOf(text), "The text");
    onRefused(refusal);
    if (!refusal) onGiven({ text });
  };
  return (
    <form className={classes["paste"]} onSubmit={submit}>
      <Textarea
        ref={field}
        label="Or paste its text"
        rows={8}
        spellCheck={false}
        classNames={{ input: classes["text"] ?? "" }}
        placeholder={'{ "nodes": [ … ], "connections": { … } }'}
        onPaste={paste}
        onChange={(event) => {
          setEmpty(event.currentTarget.value.trim() === "");
          onEdited();
        }}
      />
      <Button type="submit" variant="default" disabled={isEmpty || isBusy}>
        Read the text
      </Button>
    </form>
  );
}

const sizeOf = (text: string): number => new TextEncoder().encode(text).length;
