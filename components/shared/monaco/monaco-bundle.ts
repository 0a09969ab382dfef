/**
 * The parts of Monaco that our editors use, and nothing of its eighty languages. Imported only by `load-monaco.ts`, as a
 * chunk of its own: it must never become part of a page's first load.
 */
import "monaco-editor/features/bracketMatching/register";
import "monaco-editor/features/caretOperations/register";
import "monaco-editor/features/clipboard/register";
import "monaco-editor/features/codicon/register";
import "monaco-editor/features/comment/register";
import "monaco-editor/features/contextmenu/register";
import "monaco-editor/features/cursorUndo/register";
import "monaco-editor/features/find/register";
import "monaco-editor/features/folding/register";
import "monaco-editor/features/format/register";
import "monaco-editor/features/gotoError/register";
import "monaco-editor/features/hover/register";
import "monaco-editor/features/indentation/register";
import "monaco-editor/features/linesOperations/register";
import "monaco-editor/features/multicursor/register";
import "monaco-editor/features/parameterHints/register";
import "monaco-editor/features/placeholderText/register";
import "monaco-editor/features/rename/register";
import "monaco-editor/features/smartSelect/register";
import "monaco-editor/features/snippet/register";
import "monaco-editor/features/suggest/register";
import "monaco-editor/features/toggleTabFocusMode/register";
import "monaco-editor/features/wordHighlighter/register";
import "monaco-editor/features/wordOperations/register";
// What `features/suggest` leaves to the full bundle: the list of completions itself.
import "monaco-editor/editor/contrib/suggest/browser/suggestController";
// The JSON language brings contributions that need these, but only once the services of all editors are made.
import "monaco-editor/editor/common/services/treeViewsDndService";
import "monaco-editor/editor/contrib/codelens/browser/codeLensCache";
import "monaco-editor/languages/definitions/markdown/register";
import "monaco-editor/languages/definitions/typescript/register";
import "monaco-editor/languages/definitions/xml/register";
import "monaco-editor/languages/definitions/yaml/register";

export { jsonDefaults } from "monaco-editor/languages/features/json/register";
export * from "monaco-editor/editor";
