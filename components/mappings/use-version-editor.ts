import { useDebouncedValue } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { isJsonObject, type JsonObject } from "#engine/core/json.ts";
import { openSchemaTree } from "#engine/core/mapping/schema/schema-tree.ts";
import { apiErrorMessage, useApi, useApiClient } from "#components/shared/api/trpc.tsx";
import { useMappingChoices } from "#components/shared/mappings/use-mapping-choices.ts";
import { readForm, readJson, type VersionForm } from "./version-form.ts";

const PAUSE_MS = 400;

/** What the text can see: the value it is applied to, as described, and as the sample has it. */
export function useScope({ input, sample }: VersionForm) {
  const mappings = useMappingChoices();
  return useMemo(() => {
    const [schema, value] = [readJson(input), readJson(sample)];
    const described: JsonObject = schema.ok && schema.value !== undefined && isJsonObject(schema.value) ? schema.value : {};
    const tree = openSchemaTree({ type: "object", required: ["input"], properties: { input: described } }, {});
    return { tree, mappings, ...(value.ok && value.value !== undefined ? { sample: { input: value.value } } : {}) };
  }, [input, sample, mappings]);
}

/** What publishing would say, a moment after the last letter; what was said before stays until then. */
export function useCheck(form: VersionForm, after: number) {
  const client = useApiClient();
  const [still] = useDebouncedValue(form, PAUSE_MS);
  const read = readForm(still, after);
  const { data } = useQuery({
    queryKey: ["mapping check", read],
    queryFn: () => (read.ok ? client.mappings.check.mutate(read.version) : undefined),
    enabled: read.ok,
    placeholderData: (before) => before,
  });
  return read.ok ? data : undefined;
}

/** Makes the version; what keeps it from being made is said in a corner. */
export function usePublish(onPublished: (name: string) => void) {
  const api = useApi();
  const failed = (message: string): void =>
    void notifications.show({ color: "red", title: "The version was not published", message });
  return useMutation(
    api.mappings.publish.mutationOptions({
      onSuccess: (result, { name }) => {
        if (result.ok) return onPublished(name);
        if (result.reason === "problems") return failed(result.problems[0]?.message ?? "");
        if (result.reason === "nothing") return failed("It says what the newest version says already. Change something first.");
        return failed(
          result.newest === 0
            ? "The mapping is gone. Open the list again."
            : `@${result.newest} of ${name} is there already. Choose another name, or look at it and start again from there.`,
        );
      },
      onError: (error) => failed(apiErrorMessage(error)),
    }),
  );
}
