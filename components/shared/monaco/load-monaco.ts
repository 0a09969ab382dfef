import { persistently } from "#components/shared/on-demand/persistently.ts";
import { editorTheme, EDITOR_THEME } from "./editor-theme.ts";
import type * as MonacoBundle from "./monaco-bundle.ts";

export type Monaco = typeof MonacoBundle;

let loading: Promise<Monaco> | undefined;

/** Monaco with our languages and themes, loaded by the first editor that is shown and shared by all. */
export function loadMonaco(): Promise<Monaco> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(): Promise<Monaco> {
  globalThis.MonacoEnvironment = { getWorker };
  const [monaco, { registerJsonata }] = await persistently(() =>
    Promise.all([import("./monaco-bundle.ts"), import("./jsonata-providers.ts")]),
  );
  registerJsonata(monaco);
  applyEditorTheme(monaco, document.documentElement.dataset["mantineColorScheme"] === "dark" ? "dark" : "light");
  return monaco;
}

/** Bundlers find workers by exactly this form of expression, so the two cannot be one with a variable in it. */
const getWorker = (_id: string, label: string): Worker =>
  label === "json"
    ? new Worker(new URL("./json.worker.ts", import.meta.url), { type: "module" })
    : new Worker(new URL("./editor.worker.ts", import.meta.url), { type: "module" });

/** Themes of Monaco are global to the page, like its color scheme. */
export function applyEditorTheme(monaco: Monaco, scheme: "light" | "dark"): void {
  monaco.editor.defineTheme(EDITOR_THEME, editorTheme(scheme));
  monaco.editor.setTheme(EDITOR_THEME);
}
