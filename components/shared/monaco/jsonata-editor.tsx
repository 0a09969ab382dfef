"use client";

import { useCallback, useEffect, useEffectEvent, useMemo, useState } from "react";
import { mappingNameProblems } from "../expression/mapping-hints.ts";
import type { ExpressionScope } from "../expression/scope-fields.ts";
import { CodeEditor, type CodeEditorProps } from "./code-editor.tsx";
import { setEditorScope } from "./editor-scopes.ts";
import type { EditorProblem, LiveEditor } from "./use-code-editor.ts";

interface JsonataEditorProps extends Omit<CodeEditorProps, "language" | "onReady" | "problems"> {
  /** What the expression can see: completion and hover come from it. */
  readonly scope: ExpressionScope | undefined;
  /** Besides what is wrong with the text itself. */
  readonly problems?: readonly EditorProblem[];
}

/** The large editor for an expression: completion, hover with type and value, errors at their place, rename. */
export function JsonataEditor({ scope, problems = NONE, ...rest }: JsonataEditorProps) {
  const currentScope = useEffectEvent(() => scope);
  const [live, setLive] = useState<LiveEditor>();
  useEffect(() => (live ? setEditorScope(live.model.uri.toString(), () => currentScope()) : undefined), [live]);
  const syntax = useSyntaxProblems(rest.value);
  const named = useMemo(() => mappingNameProblems(rest.value, scope?.mappings), [rest.value, scope?.mappings]);
  const all = useMemo(() => [...syntax, ...named, ...problems], [syntax, named, problems]);
  const onReady = useCallback((made: LiveEditor) => setLive(made), []);
  return <CodeEditor {...rest} language="jsonata" problems={all} onReady={onReady} />;
}

const NONE: readonly EditorProblem[] = [];
const PAUSE_MS = 120;

/** The parser comes with the editor, not with the page. */
function useSyntaxProblems(source: string): readonly EditorProblem[] {
  const [found, setFound] = useState<readonly EditorProblem[]>(NONE);
  useEffect(() => {
    let isOld = false;
    const timer = setTimeout(() => {
      void import("./syntax-problems.ts").then(({ syntaxProblems }) => {
        if (!isOld) setFound(syntaxProblems(source));
      });
    }, PAUSE_MS);
    return () => {
      isOld = true;
      clearTimeout(timer);
    };
  }, [source]);
  return found;
}
