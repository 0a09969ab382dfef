"use client";

import { useEffect, useState } from "react";
import type { JsonObject } from "#engine/core/json.ts";
import { CodeEditor, type CodeEditorProps } from "./code-editor.tsx";
import { forgetSchema, setSchema } from "./json-schemas.ts";
import type { LiveEditor } from "./use-code-editor.ts";

interface JsonEditorProps extends Omit<CodeEditorProps, "language" | "onReady"> {
  /** A schema without references to the outside: names are completed, and what does not fit is marked. */
  readonly schema?: JsonObject | undefined;
}

/** An editor for JSON that knows what the data should look like. */
export function JsonEditor({ schema, ...rest }: JsonEditorProps) {
  const [live, setLive] = useState<LiveEditor>();
  useEffect(() => {
    if (!live || !schema) return undefined;
    setSchema(live.monaco, live.model.uri.toString(), schema);
    return () => forgetSchema(live.monaco, live.model.uri.toString());
  }, [live, schema]);
  return <CodeEditor {...rest} language="json" onReady={setLive} />;
}
