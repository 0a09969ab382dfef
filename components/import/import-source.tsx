"use client";

import { Button, FileButton, Textarea } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import { useRef, useState, type ClipboardEvent, type DragEvent, type FormEvent } from "react";
import { Notice } from "#components/ui/notice.tsx";
import { droppedFiles, MOST_FILES } from "./dropped-files.ts";
import { LIMIT_TEXT, readGivenFile, refuseSize, type GivenFile, type Refusal } from "./given-file.ts";
import classes from "./import.module.css";

interface ImportSourceProps {
  readonly onGiven: (file: GivenFile) => void;
  readonly onSeveral: (files: readonly File[]) => void;
  /** What was given before is being changed: what was said about it no longer counts. */
  readonly onEdited: () => void;
  readonly isBusy: boolean;
}

const ACCEPTED = ".json,.yaml,.yml,.bpmn,.xml,.txt";

/** A place to drop or choose files, and one to paste its text. */
export function ImportSource({ onGiven, onSeveral, onEdited, isBusy }: ImportSourceProps) {
  const [refusal, setRefusal] = useState<Refusal>();
  const [isOver, setOver] = useState(false);
  const give = async (files: readonly File[]): Promise<void> => {
    const [file] = files;
    if (!file) return;
    onEdited();
    if (files.length > MOST_FILES)
      return setRefusal({ title: "Those are too many files", text: `Give at most ${MOST_FILES} at once.` });
    if (files.length > 1) return onSeveral(files);
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
    void droppedFiles(event.dataTransfer).then(
      (files) =>
        files.length > 0
          ? give(files)
          : setRefusal({ title: "Nothing in there could hold a flow", text: `Give files whose names end in ${ACCEPTED}.` }),
      () => setRefusal({ title: "The folder cannot be read", text: "It may have changed or moved meanwhile. Drop it again." }),
    );
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
        <h2 className={classes["heading"]}>Drop files or a folder here</h2>
        <FileButton multiple onChange={(files) => void give(files)} accept={ACCEPTED}>
          {(props) => (
            <Button {...props} loading={isBusy}>
              Choose files
            </Button>
          )}
        </FileButton>
        <p className={classes["quiet"]}>
          n8n, Amazon States Language, BPMN 2.0, Open Workflow Specification, or a flow.yaml of OmniLink. Up to {LIMIT_TEXT} each,
          and each becomes a flow of its own. Nothing in them is run, and credentials stay out.
        </p>
      </section>
      <PasteText onGiven={onGiven} onEdited={onEdited} onRefused={setRefusal} isBusy={isBusy} />
    </>
  );
}

interface PasteTextProps extends Omit<ImportSourceProps, "onSeveral"> {
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
