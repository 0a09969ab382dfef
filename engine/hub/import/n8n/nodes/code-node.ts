import { scriptBodyToJsonata } from "../../script/script-parser.ts";
import type { ScriptNames, Value } from "../../script/script-value.ts";
import { UntranslatableText } from "../../untranslatable-text.ts";
import { textIn, type N8nNode } from "../n8n-node.ts";
import type { WriteNode } from "../n8n-nodes.ts";

/** JavaScript that only works out a value from constants to a `return` is JSONata; it is read, and never run. */
export const codeNode: WriteNode = (writer) => {
  const { node } = writer;
  const source = sourceOf(node);
  const isEach = node.type === "functionItem" || node.parameters["mode"] === "runOnceForEachItem";
  if (isEach) return writer.perItem((names) => bodyOf(source, withItem(names)).code);
  const made = bodyOf(source, names(writer.first));
  if (made.is === "object" && made.each === undefined)
    return writer.unlessEmpty(() => writer.map(made.code, { isList: false, pairs: false }));
  return writer.map(made.is === "list" ? made.code : `$append([], ${made.code})`, { pairs: false });
};

function sourceOf({ parameters }: N8nNode): string {
  const language = textIn(parameters, "language") ?? "javaScript";
  const source = textIn(parameters, "jsCode") ?? textIn(parameters, "functionCode");
  if (language !== "javaScript" || source === undefined)
    throw new UntranslatableText("Its code is not JavaScript: write what it does as a map node in JSONata.");
  return source;
}

const WRAPPER = { of: "json", besides: new Set(["pairedItem", "binary", "error"]) } as const;
const names = (given: ScriptNames): ScriptNames => ({ ...given, wrapper: WRAPPER });

/** The item in hand by the name that the first version gave it. */
function withItem(given: ScriptNames): ScriptNames {
  const item = (): Value | undefined => {
    const json = given.name("$json");
    return json === undefined ? undefined : { code: json.code };
  };
  return names({ ...given, name: (name) => (name === "item" ? item() : given.name(name)) });
}

function bodyOf(source: string, given: ScriptNames): Value {
  try {
    return scriptBodyToJsonata(source, given);
  } catch (error) {
    if (!(error instanceof UntranslatableText)) throw error;
    throw new UntranslatableText(
      `Its code does more than work out a value (${error.message.split(" in its")[0]}): write what it does as a map node in JSONata.`,
    );
  }
}
