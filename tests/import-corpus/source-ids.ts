import { parse } from "yaml";
import { isJsonObject, type JsonObject, type JsonValue } from "#engine/core/json.ts";

/** Ids of the elements of a file, read in a way of its own so that the importer is not its own witness. */
export function sourceIds(format: "asl" | "n8n" | "bpmn" | "ows", text: string): ReadonlySet<string> {
  if (format === "asl") return new Set(stateNames(JSON.parse(text) as JsonValue, ""));
  if (format === "ows") return new Set(taskPaths((parse(text) as JsonObject)["do"], "do"));
  if (format === "bpmn") return new Set([...text.matchAll(BPMN_ELEMENT)].map(([, id]) => id!));
  return new Set((JSON.parse(text) as { nodes: { name: string }[] }).nodes.map(({ name }) => name));
}

const BPMN_ELEMENT =
  /<(?:bpmn2?:)?(?:\w*[tT]ask|\w+Gateway|startEvent|endEvent|boundaryEvent|intermediate\w+Event|subProcess|transaction|adHocSubProcess|callActivity|dataObjectReference|dataStoreReference|textAnnotation)\s[^>]*?\bid="([^"]+)"/g;

function stateNames(value: JsonValue, path: string): readonly string[] {
  if (!isJsonObject(value)) return [];
  const states = Object.entries(isJsonObject(value["States"]) ? value["States"] : {});
  return states.flatMap(([name, state]) => {
    if (!isJsonObject(state)) return [];
    const body = (state["ItemProcessor"] ?? state["Iterator"]) as JsonObject | undefined;
    const branches = (state["Branches"] ?? []) as readonly JsonObject[];
    const inner = branches.flatMap((branch, index) => stateNames(branch, `${path}${name}/${index + 1}/`));
    return [`${path}${name}`, ...(body === undefined ? [] : stateNames(body, `${path}${name}/`)), ...inner];
  });
}

const LISTS = [
  ["do", ["do"]],
  ["try", ["try"]],
  ["catch", ["catch", "do"]],
  ["fork", ["fork", "branches"]],
] as const;

function taskPaths(list: JsonValue | undefined, path: string): readonly string[] {
  if (!Array.isArray(list)) return [];
  return (list as readonly JsonObject[]).flatMap((entry) =>
    Object.entries(entry).flatMap(([name, task]) => [
      `${path}/${name}`,
      ...LISTS.flatMap(([label, [first, ...rest]]) => {
        const inner = rest.reduce<JsonValue | undefined>(
          (at, key) => (at as JsonObject | undefined)?.[key],
          (task as JsonObject)[first],
        );
        return taskPaths(inner, `${path}/${name}/${label}`);
      }),
    ]),
  );
}
