export interface YamlToken {
  readonly kind: "plain" | "yamlKey" | "yamlComment" | "yamlText" | "yamlScalar";
  readonly text: string;
}

/** Comment, quoted text, key (at the start of a line or a member, before a colon), and number or word of the language as a value. */
const TOKEN =
  /(?<yamlComment>(?:^|(?<=\s))#.*$)|(?<yamlText>"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')|(?<yamlKey>(?<=^\s*(?:- +)*(?:\{ *)?|[{,] *)[A-Za-z_$][\w.$-]*(?=:(?:\s|$)))|(?<yamlScalar>(?<=(?:: |[[,] *))(?:true|false|null|-?\d+(?:\.\d+)?)(?=\s*(?:[,\]}#]|$)))/g;

/** Colors for one line, good enough to read by; joined, the tokens are the line. */
export function tokenizeYamlLine(line: string): readonly YamlToken[] {
  const tokens: YamlToken[] = [];
  let at = 0;
  for (const match of line.matchAll(TOKEN)) {
    if (match.index > at) tokens.push({ kind: "plain", text: line.slice(at, match.index) });
    const kind = (Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined)?.[0] ?? "plain") as YamlToken["kind"];
    tokens.push({ kind, text: match[0] });
    at = match.index + match[0].length;
  }
  return at < line.length ? [...tokens, { kind: "plain", text: line.slice(at) }] : tokens;
}
