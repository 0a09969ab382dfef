"use client";

import { CodeEditor, type CodeEditorProps } from "./code-editor.tsx";

type CodeViewProps = Pick<CodeEditorProps, "value" | "language" | "label" | "height" | "highlight">;

/** Code to be read, searched and copied, not changed. */
export function CodeView(props: CodeViewProps) {
  return <CodeEditor {...props} readOnly lineNumbers />;
}
