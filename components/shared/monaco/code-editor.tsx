"use client";

import { VisuallyHidden } from "@mantine/core";
import { useEffect, useRef, type CSSProperties } from "react";
import classes from "./code-editor.module.css";
import { useCodeEditor, type CodeEditorOptions, type LiveEditor } from "./use-code-editor.ts";

export interface CodeEditorProps extends CodeEditorOptions {
  /** In pixels, or anything CSS understands; fills its place by default. */
  readonly height?: number | string;
  readonly onReady?: (live: LiveEditor) => void;
}

/**
 * A text editor for code. Until Monaco has arrived, and where it cannot, a plain field with the same text stands in its
 * place. Escape leaves the editor, so that Tab can go on to what follows.
 */
export function CodeEditor({ height = "100%", onReady, ...options }: CodeEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const plain = useRef<HTMLTextAreaElement>(null);
  const after = useRef<HTMLSpanElement>(null);
  const live = useCodeEditor(host, options, () => after.current?.focus());
  useEffect(() => {
    if (live) onReady?.(live);
  }, [live, onReady]);
  return (
    <div
      className={classes["frame"]}
      style={{ "--editor-height": typeof height === "number" ? `${height}px` : height } as CSSProperties}
    >
      <div ref={host} className={classes["host"]} data-ready={live !== undefined || undefined} />
      {live ? null : (
        <textarea
          ref={plain}
          className={classes["plain"]}
          aria-label={options.label}
          value={options.value}
          readOnly={options.readOnly === true || options.onChange === undefined}
          placeholder={options.placeholder}
          spellCheck={false}
          onChange={(event) => options.onChange?.(event.currentTarget.value)}
          onSelect={(event) => options.onCursor?.(event.currentTarget.selectionStart)}
        />
      )}
      <VisuallyHidden ref={after} tabIndex={-1}>
        Left the editor. Tab goes on, Shift Tab goes back into it.
      </VisuallyHidden>
    </div>
  );
}
