import type { editor, IRange, languages, Position } from "monaco-editor/editor";
import { callAt, completeExpression, describeWord, type Completion } from "../expression/complete-expression.ts";
import { mappingNameProblems, mappingNames } from "../expression/mapping-hints.ts";
import { isVariableName, variableRanges } from "../expression/rename-variable.ts";
import { scopeOfEditor } from "./editor-scopes.ts";
import { JSONATA, jsonataConfiguration, jsonataTokens } from "./jsonata-language.ts";
import { laidOutText } from "./laid-out-text.ts";
import type { Monaco } from "./load-monaco.ts";
import { differenceOf } from "./text-difference.ts";

type Model = editor.ITextModel;

/** Teaches Monaco JSONata. What it offers and says comes from `components/shared/expression`, which knows no editor. */
export function registerJsonata({ languages: registry }: Monaco): void {
  registry.register({ id: JSONATA, extensions: [".jsonata"], aliases: ["JSONata"] });
  registry.setLanguageConfiguration(JSONATA, jsonataConfiguration);
  registry.setMonarchTokensProvider(JSONATA, jsonataTokens);
  registry.registerCompletionItemProvider(JSONATA, {
    triggerCharacters: [".", "$", "`", "(", '"'],
    provideCompletionItems: complete,
  });
  registry.registerHoverProvider(JSONATA, { provideHover: hover });
  registry.registerSignatureHelpProvider(JSONATA, {
    signatureHelpTriggerCharacters: ["(", ","],
    provideSignatureHelp: signatureHelp,
  });
  registry.registerInlayHintsProvider(JSONATA, { provideInlayHints: inlayHints });
  registry.registerCodeActionProvider(JSONATA, { provideCodeActions: nameFixes }, { providedCodeActionKinds: ["quickfix"] });
  registry.registerRenameProvider(JSONATA, { provideRenameEdits: rename, resolveRenameLocation: renameLocation });
  registry.registerDocumentFormattingEditProvider(JSONATA, { provideDocumentFormattingEdits: layOut });
  registry.registerDocumentHighlightProvider(JSONATA, {
    provideDocumentHighlights: (model, position) =>
      variableRanges(model.getValue(), model.getOffsetAt(position)).map((range) => ({ range: toRange(model, range) })),
  });
}

export function toRange(model: Model, { start, end }: { readonly start: number; readonly end: number }): IRange {
  const from = model.getPositionAt(start);
  const to = model.getPositionAt(end);
  return { startLineNumber: from.lineNumber, startColumn: from.column, endLineNumber: to.lineNumber, endColumn: to.column };
}

function complete(model: Model, position: Position): languages.CompletionList {
  const scope = scopeOfEditor(model.uri.toString());
  if (!scope) return { suggestions: [] };
  const completions = completeExpression(model.getValue(), model.getOffsetAt(position), scope);
  return { suggestions: completions.map((completion, index) => toSuggestion(model, completion, index)) };
}

/** As in `CompletionItemKind` of Monaco, whose values are not there before it is loaded. */
const KINDS = { field: 3, function: 1, variable: 4, word: 17 } as const;

function toSuggestion(
  model: Model,
  { label, kind, insert, detail, note, ...range }: Completion,
  index: number,
): languages.CompletionItem {
  const takesArguments = kind === "function" && insert.endsWith("(");
  return {
    label: { label, description: detail.length > 40 ? "" : detail },
    kind: KINDS[kind],
    insertText: takesArguments ? `${insert}$0)` : insert,
    ...(takesArguments
      ? { insertTextRules: 4, command: { id: "editor.action.triggerParameterHints", title: "Show arguments" } }
      : {}),
    range: toRange(model, range),
    sortText: String(index).padStart(5, "0"),
    filterText: model.getValueInRange(toRange(model, range)).startsWith("`") ? `\`${label}` : label,
    detail,
    ...(note === undefined ? {} : { documentation: note }),
  };
}

function hover(model: Model, position: Position): languages.Hover | undefined {
  const scope = scopeOfEditor(model.uri.toString());
  const described = scope && describeWord(model.getValue(), model.getOffsetAt(position), scope);
  if (!described) return undefined;
  const lines = described.lines.map((line) => ({ value: fenced(line) }));
  return { range: toRange(model, described), contents: [{ value: fenced(described.title) }, ...lines] };
}

/** As code, so that data of a sample is never read as Markdown. */
const fenced = (text: string): string => `\`\`\`\`\`jsonata\n${text.replaceAll("`````", "")}\n\`\`\`\`\``;

function signatureHelp(model: Model, position: Position): languages.SignatureHelpResult | undefined {
  const { mappings } = scopeOfEditor(model.uri.toString()) ?? {};
  const call = callAt(model.getValue(), model.getOffsetAt(position), mappings);
  if (!call) return undefined;
  const signature = {
    label: call.signature,
    documentation: call.purpose,
    parameters: call.parameters.map((label) => ({ label })),
  };
  return { value: { signatures: [signature], activeSignature: 0, activeParameter: call.argument }, dispose: () => {} };
}

/** Longer ones would push the text aside; they are shown on hover. */
const LONGEST_HINT = 48;

/** What a mapping gives, behind its name. */
function inlayHints(model: Model): languages.InlayHintList {
  const { mappings = [] } = scopeOfEditor(model.uri.toString()) ?? {};
  const hints = mappingNames(model.getValue()).flatMap(({ key, end }) => {
    const gives = mappings.find((choice) => choice.key === key)?.gives;
    if (gives === undefined || gives.length > LONGEST_HINT) return [];
    return [{ label: `→ ${gives}`, position: model.getPositionAt(end), paddingLeft: true }];
  });
  return { hints, dispose: () => {} };
}

/** Takes the mapping that was most likely meant. */
function nameFixes(model: Model, range: IRange): languages.CodeActionList {
  const { mappings } = scopeOfEditor(model.uri.toString()) ?? {};
  const actions = mappingNameProblems(model.getValue(), mappings).flatMap(({ suggestion, start, end }) => {
    const place = toRange(model, { start: start + 1, end: end - 1 });
    const isHere = place.startLineNumber <= range.endLineNumber && range.startLineNumber <= place.endLineNumber;
    if (suggestion === undefined || !isHere) return [];
    const textEdit = { range: place, text: suggestion };
    const edit = { edits: [{ resource: model.uri, versionId: model.getVersionId(), textEdit }] };
    return [{ title: `Use ${suggestion}`, kind: "quickfix", isPreferred: true, edit }];
  });
  return { actions, dispose: () => {} };
}

function layOut(model: Model): languages.TextEdit[] {
  const change = differenceOf(model.getValue(), laidOutText(model.getValue()) ?? model.getValue());
  return change ? [{ range: toRange(model, change), text: change.text }] : [];
}

function renameLocation(model: Model, position: Position): languages.RenameLocation & languages.Rejection {
  const offset = model.getOffsetAt(position);
  const word = variableRanges(model.getValue(), offset).find(({ start, end }) => start <= offset && offset <= end);
  const range = toRange(model, word ?? { start: offset, end: offset });
  const text = word ? model.getValueInRange(range) : "";
  return { range, text, ...(word ? {} : { rejectReason: "Only variables of this expression can be renamed here." }) };
}

function rename(model: Model, position: Position, newName: string): languages.WorkspaceEdit & languages.Rejection {
  const name = newName.startsWith("$") ? newName : `$${newName}`;
  if (!isVariableName(name))
    return { edits: [], rejectReason: "A variable is named with letters, digits and _, and starts with a letter." };
  const ranges = variableRanges(model.getValue(), model.getOffsetAt(position));
  const edits = ranges.map((range) => ({
    resource: model.uri,
    versionId: model.getVersionId(),
    textEdit: { range: toRange(model, range), text: name },
  }));
  return { edits };
}
