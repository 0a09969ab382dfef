import { useComputedColorScheme } from "@mantine/core";
import type { editor } from "monaco-editor/editor";
import { useEffect, useEffectEvent, useId, useState, type RefObject } from "react";
import { EDITOR_THEME } from "./editor-theme.ts";
import { applyEditorTheme, loadMonaco, type Monaco } from "./load-monaco.ts";
import { differenceOf } from "./text-difference.ts";
import { toRange } from "./jsonata-providers.ts";
import { omitUndefined } from "#engine/core/omit-undefined.ts";

export interface TextRange {
  readonly start: number;
  readonly end: number;
}

export interface EditorProblem extends TextRange {
  readonly message: string;
  readonly severity: "error" | "warning" | "info";
}

export interface CodeEditorOptions {
  readonly value: string;
  readonly language: "jsonata" | "json" | "yaml" | "typescript" | "markdown" | "xml" | "plaintext";
  /** What the text is, for people who hear it. */
  readonly label: string;
  readonly readOnly?: boolean;
  readonly placeholder?: string;
  readonly lineNumbers?: boolean;
  /** Marked in the text, and scrolled to when it changes. */
  readonly highlight?: TextRange | undefined;
  readonly problems?: readonly EditorProblem[];
  readonly onChange?: (value: string) => void;
  /** Where the cursor is, as an offset into the text. */
  readonly onCursor?: (offset: number) => void;
  /** Given, they replace the editor's own memory of what was typed. */
  readonly onUndo?: () => void;
  readonly onRedo?: () => void;
}

export interface LiveEditor {
  readonly monaco: Monaco;
  readonly editor: editor.IStandaloneCodeEditor;
  readonly model: editor.ITextModel;
}

/** Puts Monaco into `host` once it is loaded, and keeps it in step with the options. `undefined` until it is there. */
export function useCodeEditor(
  host: RefObject<HTMLElement | null>,
  options: CodeEditorOptions,
  leave: () => void,
): LiveEditor | undefined {
  const [live, setLive] = useState<LiveEditor>();
  const id = useId();
  const scheme = useComputedColorScheme("light");
  const create = useEffectEvent((monaco: Monaco): LiveEditor | undefined =>
    host.current ? createEditor(monaco, host.current, id, options) : undefined,
  );
  const connect = useEffectEvent((made: LiveEditor) =>
    connectEvents(made, { changed: (text) => options.onChange?.(text), moved: (at) => options.onCursor?.(at) }),
  );
  const onKey = useEffectEvent((key: "undo" | "redo" | "leave") =>
    key === "leave" ? leave() : key === "undo" ? options.onUndo?.() : options.onRedo?.(),
  );
  const ownsUndo = options.onUndo === undefined;
  useEffect(() => {
    let made: LiveEditor | undefined;
    let isGone = false;
    const start = (monaco: Monaco): void => {
      if (!isGone) made = create(monaco);
      if (!made) return;
      connect(made);
      addKeys(made, onKey, ownsUndo);
      setLive(made);
    };
    // Without Monaco the plain field stays, which can do all but color the text.
    loadMonaco().then(start, () => {});
    return () => {
      isGone = true;
      made?.editor.dispose();
      made?.model.dispose();
      setLive(undefined);
    };
  }, [options.language, ownsUndo]);
  useEffect(() => {
    if (live) applyEditorTheme(live.monaco, scheme);
  }, [live, scheme]);
  useFollowOptions(live, options);
  return live;
}

function createEditor(monaco: Monaco, host: HTMLElement, id: string, options: CodeEditorOptions): LiveEditor {
  const uri = monaco.Uri.parse(`inmemory://omnilink/${id.replace(/\W/g, "")}-${options.language}`);
  const model = monaco.editor.createModel(options.value, options.language, uri);
  model.updateOptions({ tabSize: 2, insertSpaces: true });
  const made = monaco.editor.create(host, {
    model,
    theme: EDITOR_THEME,
    ariaLabel: options.label,
    automaticLayout: true,
    fixedOverflowWidgets: true,
    minimap: { enabled: false },
    fontFamily: "'JetBrains Mono Variable', ui-monospace, Menlo, Consolas, monospace",
    fontSize: 13,
    lineHeight: 21,
    fontLigatures: false,
    wordWrap: "on",
    wrappingIndent: "indent",
    scrollBeyondLastLine: false,
    overviewRulerLanes: 0,
    padding: { top: 10, bottom: 10 },
    folding: options.lineNumbers === true,
    lineNumbers: options.lineNumbers === true ? "on" : "off",
    lineNumbersMinChars: 3,
    lineDecorationsWidth: 12,
    glyphMargin: false,
    renderLineHighlight: "line",
    renderLineHighlightOnlyWhenFocus: true,
    wordBasedSuggestions: "off",
    scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, alwaysConsumeMouseWheel: false },
    smoothScrolling: false,
    contextmenu: true,
    bracketPairColorization: { enabled: false },
    ...followedOptions(options),
  });
  return { monaco, editor: made, model };
}

const followedOptions = ({ readOnly, placeholder, label }: CodeEditorOptions): editor.IEditorOptions => ({
  readOnly: readOnly === true,
  domReadOnly: readOnly === true,
  ariaLabel: `${label}. Press Escape to leave the editor.`,
  ...(placeholder === undefined ? {} : { placeholder }),
});

interface Events {
  readonly changed: (text: string) => void;
  readonly moved: (offset: number) => void;
}

function connectEvents({ editor: made, model }: LiveEditor, { changed, moved }: Events): void {
  model.onDidChangeContent(() => changed(model.getValue()));
  // Text that was changed from outside moves the cursor as well; only a person who is in the text goes somewhere.
  made.onDidChangeCursorPosition(({ position }) => void (made.hasTextFocus() && moved(model.getOffsetAt(position))));
}

/** Escape first closes what floats over the editor; only then does it leave. */
const NOTHING_OPEN =
  "!suggestWidgetVisible && !findWidgetVisible && !parameterHintsVisible && !renameInputVisible && !inSnippetMode && !editorHasMultipleSelections && !editorHoverVisible";

function addKeys({ monaco, editor: made }: LiveEditor, press: (key: "undo" | "redo" | "leave") => void, ownsUndo: boolean): void {
  const { KeyCode, KeyMod } = monaco;
  made.addAction({
    id: "omnilink.leave",
    label: "Leave the editor",
    keybindings: [KeyCode.Escape],
    precondition: NOTHING_OPEN,
    run: () => press("leave"),
  });
  if (ownsUndo) return;
  made.addAction({ id: "omnilink.undo", label: "Undo", keybindings: [KeyMod.CtrlCmd | KeyCode.KeyZ], run: () => press("undo") });
  const redoKeys = [KeyMod.CtrlCmd | KeyMod.Shift | KeyCode.KeyZ, KeyMod.CtrlCmd | KeyCode.KeyY];
  made.addAction({ id: "omnilink.redo", label: "Redo", keybindings: redoKeys, run: () => press("redo") });
}

function useFollowOptions(live: LiveEditor | undefined, options: CodeEditorOptions): void {
  const { value, readOnly, placeholder, label, problems, highlight } = options;
  useEffect(() => {
    if (live) takeValue(live, value);
  }, [live, value]);
  useEffect(() => {
    live?.editor.updateOptions(
      followedOptions({
        value: "",
        language: "json",
        label,
        ...omitUndefined({ readOnly, placeholder }),
      }),
    );
  }, [live, readOnly, placeholder, label]);
  useEffect(() => {
    if (live) showProblems(live, problems ?? []);
  }, [live, problems, value]);
  const from = highlight?.start;
  const to = highlight?.end;
  useEffect(() => {
    if (!live || from === undefined || to === undefined) return;
    const range = toRange(live.model, { start: from, end: to });
    const marks = live.editor.createDecorationsCollection([
      { range, options: { className: "omnilink-span", inlineClassName: "omnilink-span-text" } },
    ]);
    if (!live.editor.hasTextFocus()) live.editor.revealRangeInCenterIfOutsideViewport(range);
    return () => marks.clear();
  }, [live, from, to, value]);
}

/** Only what differs is replaced, so that the cursor stays where it is. */
function takeValue({ editor: made, model }: LiveEditor, value: string): void {
  const change = differenceOf(model.getValue(), value);
  if (!change) return;
  const isReadOnly = made.getRawOptions().readOnly === true;
  const edit = { range: toRange(model, change), text: change.text };
  if (isReadOnly) model.applyEdits([edit]);
  else made.executeEdits("omnilink", [edit]);
}

function showProblems({ monaco, model }: LiveEditor, problems: readonly EditorProblem[]): void {
  const severities = {
    error: monaco.MarkerSeverity.Error,
    warning: monaco.MarkerSeverity.Warning,
    info: monaco.MarkerSeverity.Info,
  };
  const end = model.getValueLength();
  const markers = problems.map((problem) => {
    const start = Math.min(problem.start, Math.max(0, end - 1));
    const range = toRange(model, { start, end: Math.min(end, Math.max(problem.end, start + 1)) });
    return { ...range, message: problem.message, severity: severities[problem.severity] };
  });
  monaco.editor.setModelMarkers(model, "omnilink", markers);
}
