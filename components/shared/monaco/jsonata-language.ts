import type { languages } from "monaco-editor/editor";

export const JSONATA = "jsonata";

export const jsonataConfiguration: languages.LanguageConfiguration = {
  comments: { blockComment: ["/*", "*/"] },
  brackets: [
    ["{", "}"],
    ["[", "]"],
    ["(", ")"],
  ],
  // `$` belongs to the word, so that completion replaces it and a double click takes it.
  wordPattern: /\$\$|\$?[\p{L}_][\p{L}\p{N}_]*|\$|-?\d+(?:\.\d+)?/gu,
  autoClosingPairs: [
    { open: "{", close: "}" },
    { open: "[", close: "]" },
    { open: "(", close: ")" },
    { open: '"', close: '"', notIn: ["string", "comment"] },
    { open: "'", close: "'", notIn: ["string", "comment"] },
    { open: "`", close: "`", notIn: ["string", "comment"] },
  ],
  surroundingPairs: [
    { open: "{", close: "}" },
    { open: "[", close: "]" },
    { open: "(", close: ")" },
    { open: '"', close: '"' },
    { open: "`", close: "`" },
  ],
  indentationRules: { increaseIndentPattern: /[{[(]\s*$/, decreaseIndentPattern: /^\s*[}\])]/ },
};

/** Three kinds of braces look alike; only in those of an object is the first text of an entry a key. */
export const jsonataTokens: languages.IMonarchLanguage = {
  defaultToken: "",
  brackets: [
    { open: "{", close: "}", token: "delimiter.curly" },
    { open: "[", close: "]", token: "delimiter.square" },
    { open: "(", close: ")", token: "delimiter.parenthesis" },
  ],
  tokenizer: {
    root: [{ include: "@common" }, [/[)\]}]/, "@brackets"]],
    common: [
      { include: "@blank" },
      [/\{/, { token: "@brackets", next: "@key" }],
      [/\(/, { token: "@brackets", next: "@parentheses" }],
      [/\[/, { token: "@brackets", next: "@square" }],
      [/\bfunction\b|λ/, { token: "keyword", next: "@parameters" }],
      [/\b(?:and|or|in)\b/, "keyword"],
      [/\b(?:true|false|null)\b/, "constant"],
      [/\$[A-Za-z_\u00c0-\uffff][\w\u00c0-\uffff]*(?=\s*\()/, "function"],
      [/\$\$|\$[A-Za-z_\u00c0-\uffff][\w\u00c0-\uffff]*|\$/, "variable"],
      [/`[^`]*`/, "identifier"],
      [/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/, "string"],
      [/"(?:[^"\\]|\\.)*$|'(?:[^'\\]|\\.)*$/, "string.invalid"],
      [/\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/, "number"],
      // Nothing that is divided by stands before one of these, so the slashes enclose a regular expression.
      [/\/(?:[^/\\\n]|\\.)+\/[im]*(?=\s*(?:[,)\]};]|~>|$))/, "regexp"],
      [/[A-Za-z_\u00c0-\uffff][\w\u00c0-\uffff]*/, "identifier"],
      [/:=|~>|!=|<=|>=|\*\*|\.\.|[-+*/%&=<>?:|^@#~]/, "operator"],
      [/[,;.]/, "delimiter"],
    ],
    blank: [
      [/\s+/, ""],
      [/\/\*/, { token: "comment", next: "@comment" }],
    ],
    comment: [
      [/\*\//, { token: "comment", next: "@pop" }],
      [/[^*]+|\*/, "comment"],
    ],
    key: [
      { include: "@blank" },
      [/\}/, { token: "@brackets", next: "@pop" }],
      [/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/, { token: "key", switchTo: "@entry" }],
      [/(?=[^\s])/, { token: "", switchTo: "@entry" }],
    ],
    entry: [
      [/,/, { token: "delimiter", switchTo: "@key" }],
      [/\}/, { token: "@brackets", next: "@pop" }],
      { include: "@common" },
    ],
    parentheses: [[/\)/, { token: "@brackets", next: "@pop" }], { include: "@common" }],
    square: [[/\]/, { token: "@brackets", next: "@pop" }], { include: "@common" }],
    parameters: [
      { include: "@blank" },
      [/\$[A-Za-z_\u00c0-\uffff][\w\u00c0-\uffff]*/, "variable.parameter"],
      [/\{/, { token: "@brackets", switchTo: "@body" }],
      [/[(),]/, "delimiter"],
      [/<[^>{]*>/, "type"],
      [/./, "invalid"],
    ],
    body: [[/\}/, { token: "@brackets", next: "@pop" }], { include: "@common" }],
  },
};
