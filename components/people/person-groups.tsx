"use client";

import { TagsInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { apiErrorMessage, useApi, type ApiOutputs } from "#components/shared/api/trpc.tsx";
import { useMembership } from "#components/shared/membership.tsx";

type Person = ApiOutputs["people"]["list"][number];

interface PersonGroupsProps {
  readonly person: Person;
  /** Of all people, to choose from. */
  readonly known: readonly string[];
}

/** The groups that approvals ask. An admin changes them; the others read them. */
export function PersonGroups({ person, known }: PersonGroupsProps) {
  const me = useMembership();
  const api = useApi();
  const queryClient = useQueryClient();
  const setGroups = useMutation(
    api.people.setGroups.mutationOptions({
      onError: (error) =>
        notifications.show({
          title: `The groups of ${person.name} stay as they were`,
          message: apiErrorMessage(error),
          color: "red",
        }),
      onSettled: () => queryClient.invalidateQueries({ queryKey: api.people.list.queryKey() }),
    }),
  );
  if (me.role !== "admin") return person.groups.length === 0 ? null : <span>{person.groups.join(", ")}</span>;
  return (
    <TagsInput
      size="xs"
      aria-label={`Groups of ${person.name}`}
      placeholder={person.groups.length === 0 ? "Groups" : ""}
      data={[...known]}
      value={setGroups.isPending ? setGroups.variables.groups : [...person.groups]}
      onChange={(groups) => setGroups.mutate({ userId: person.userId, groups })}
    />
  );
}
