import { readMappingKey } from "#engine/core/expression/mappings/mapping-bundle.ts";
import { nearestMapping, newestVersions } from "#engine/core/mapping/reusable/nearest-mapping.ts";
import { tokenizeExpression, type ExpressionToken } from "./expression-tokens.ts";
import type { MappingChoice } from "./scope-fields.ts";

/**
 * What can be said of `$useMapping("orderTotal@3", value)` while somebody writes it: what the mapping takes and gives, and what
 * there is instead of one that there is not. Works on the words of the text, so it also works on half of an expression.
 */
export const USE_MAPPING = "$useMapping";

/** A name of a mapping in a text, quotes included. */
export interface MappingName {
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

export interface MappingNameProblem extends MappingName {
  readonly message: string;
  readonly severity: "error";
  /** What was most likely meant. */
  readonly suggestion?: string;
}

/** Every mapping that a text names, in order. */
export function mappingNames(source: string): readonly MappingName[] {
  return source.includes(USE_MAPPING) ? namesIn(tokenizeExpression(source)) : [];
}

const namesIn = (tokens: readonly ExpressionToken[]): readonly MappingName[] =>
  tokens.flatMap(({ text, kind }, index) => {
    const [bracket, key] = [tokens[index + 1], tokens[index + 2]];
    const isUse = kind === "variable" && text === USE_MAPPING && bracket?.text === "(" && key?.kind === "text";
    return isUse ? [{ key: key.text, start: key.start, end: key.end }] : [];
  });

/** The mapping that the call around an offset names, or the call whose name ends there. */
export function mappingNameAt(source: string, offset: number): MappingName | undefined {
  const names = mappingNames(source);
  return (
    names.find(({ start, end }) => start < offset && offset <= end) ?? names.find(({ start }) => isCallAt(source, start, offset))
  );
}

const isCallAt = (source: string, keyStart: number, offset: number): boolean => {
  const start = source.lastIndexOf(USE_MAPPING, keyStart);
  return start <= offset && offset <= start + USE_MAPPING.length;
};

/** Names of which there is no mapping or no such version. Keys that are none at all are the parser's business. */
export function mappingNameProblems(
  source: string,
  choices: readonly MappingChoice[] | undefined,
): readonly MappingNameProblem[] {
  if (choices === undefined) return [];
  const known = choices.map(({ key }) => key);
  return mappingNames(source).flatMap((name) => {
    if (known.includes(name.key) || readMappingKey(name.key) === undefined) return [];
    return [{ ...name, severity: "error" as const, ...whatThereIs(name.key, known) }];
  });
}

const MOST_NAMES = 6;

function whatThereIs(key: string, known: readonly string[]): Pick<MappingNameProblem, "message" | "suggestion"> {
  const { name, version } = readMappingKey(key)!;
  const suggestion = nearestMapping(key, known);
  const versions = newestVersions(known);
  const newest = versions.get(name);
  if (newest !== undefined)
    return { message: `${name} has no version ${version}. The newest is ${name}@${newest}.`, suggestion: suggestion! };
  const missing = `There is no mapping "${name}".`;
  if (suggestion !== undefined) return { message: `${missing} Did you mean ${suggestion}?`, suggestion };
  const names = [...versions].map(([each, number]) => `${each}@${number}`);
  if (names.length === 0) return { message: `${missing} The library has none yet: publish one on the page Mappings.` };
  return { message: `${missing} There are: ${names.slice(0, MOST_NAMES).join(", ")}${names.length > MOST_NAMES ? ", …" : ""}.` };
}

/** `{ price: number } → number`; nothing for a mapping of which that is not known. */
export const signatureWords = ({ takes, gives }: MappingChoice): string | undefined =>
  takes === undefined || gives === undefined ? undefined : `${takes} → ${gives}`;

export interface MappingWords {
  readonly title: string;
  readonly lines: readonly string[];
}

/** What a name of a mapping stands for, in words; nothing while the library is not known. */
export function describeMapping(key: string, choices: readonly MappingChoice[] | undefined): MappingWords | undefined {
  if (choices === undefined) return undefined;
  const choice = choices.find((each) => each.key === key);
  if (choice === undefined) {
    const [problem] = mappingNameProblems(`${USE_MAPPING}("${key}")`, choices);
    return problem && { title: problem.message, lines: [] };
  }
  const { takes, gives, description } = choice;
  const newest = nearestMapping(
    key,
    choices.map((each) => each.key),
  );
  return {
    title: `${key}: ${signatureWords(choice) ?? "mapping"}`,
    lines: [
      ...(description === undefined ? [] : [description]),
      ...(takes === undefined || gives === undefined ? [] : [`takes ${takes}`, `gives ${gives}`]),
      ...(newest === undefined || newest === key ? [] : [`The newest version is ${newest}.`]),
    ],
  };
}
