import type { editor } from "monaco-editor/editor";

export const EDITOR_THEME = "omnilink";

/**
 * The theme of the editors, made of our tokens as they are at the moment: called again when the color scheme changes, so
 * that there is one place where colors are chosen.
 */
export function editorTheme(scheme: "light" | "dark"): editor.IStandaloneThemeData {
  const styles = getComputedStyle(document.documentElement);
  const token = (name: string): string => sixDigits(styles.getPropertyValue(`--${name}`).trim());
  const plain = (name: string): string => token(name).slice(1);
  return {
    base: scheme === "dark" ? "vs-dark" : "vs",
    inherit: true,
    rules: [
      { token: "", foreground: plain("ink") },
      { token: "comment", foreground: plain("ink-3"), fontStyle: "italic" },
      { token: "keyword", foreground: plain("cat-people") },
      { token: "constant", foreground: plain("code-number") },
      { token: "function", foreground: plain("cat-outside") },
      { token: "variable", foreground: plain("cat-trigger") },
      { token: "variable.parameter", foreground: plain("cat-trigger"), fontStyle: "italic" },
      { token: "identifier", foreground: plain("ink") },
      { token: "key", foreground: plain("code-key") },
      { token: "string.key.json", foreground: plain("code-key") },
      { token: "string", foreground: plain("code-text") },
      { token: "string.value.json", foreground: plain("code-text") },
      { token: "string.invalid", foreground: plain("bad") },
      { token: "regexp", foreground: plain("warn") },
      { token: "number", foreground: plain("code-number") },
      { token: "operator", foreground: plain("ink-2") },
      { token: "delimiter", foreground: plain("ink-2") },
      { token: "type", foreground: plain("ink-3") },
    ],
    colors: {
      "editor.background": token("surface"),
      "editor.foreground": token("ink"),
      "editorLineNumber.foreground": token("ink-3"),
      "editorLineNumber.activeForeground": token("ink"),
      "editorCursor.foreground": token("accent"),
      "editor.lineHighlightBackground": `${token("hover")}80`,
      "editor.lineHighlightBorder": "#00000000",
      "editor.selectionBackground": `${token("accent")}44`,
      "editor.inactiveSelectionBackground": `${token("accent")}22`,
      "editor.wordHighlightBackground": `${token("accent")}1c`,
      "editor.wordHighlightStrongBackground": `${token("accent")}2c`,
      "editorBracketMatch.background": `${token("accent")}22`,
      "editorBracketMatch.border": `${token("accent")}66`,
      "editorBracketHighlight.foreground1": token("ink-2"),
      "editorBracketHighlight.foreground2": token("cat-data"),
      "editorBracketHighlight.foreground3": token("cat-outside"),
      "editorIndentGuide.background1": token("line"),
      "editorIndentGuide.activeBackground1": token("line-strong"),
      "editorWidget.background": token("raised"),
      "editorWidget.border": token("line"),
      "editorHoverWidget.background": token("raised"),
      "editorHoverWidget.border": token("line"),
      "editorSuggestWidget.background": token("raised"),
      "editorSuggestWidget.border": token("line"),
      "editorSuggestWidget.foreground": token("ink"),
      "editorSuggestWidget.selectedBackground": token("accent-soft"),
      "editorSuggestWidget.selectedForeground": token("ink"),
      "editorSuggestWidget.highlightForeground": token("accent-ink"),
      "editorSuggestWidget.focusHighlightForeground": token("accent-ink"),
      "editorError.foreground": token("bad"),
      "editorWarning.foreground": token("warn"),
      "editorInfo.foreground": token("info"),
      "editorGutter.background": token("surface"),
      "scrollbarSlider.background": `${token("ink-3")}33`,
      "scrollbarSlider.hoverBackground": `${token("ink-3")}55`,
      "scrollbarSlider.activeBackground": `${token("ink-3")}77`,
      "input.background": token("sunken"),
      "input.border": token("line-strong"),
      "input.foreground": token("ink"),
      "widget.shadow": "#00000033",
      focusBorder: token("accent"),
    },
  };
}

/** Monaco reads no short colors, and a minified stylesheet writes `#fff`. */
const sixDigits = (color: string): string => (/^#\w{3}$/.test(color) ? color.replace(/\w/g, "$&$&") : color);
