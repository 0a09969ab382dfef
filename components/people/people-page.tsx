"use client";

import { Button, Select, Skeleton } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconUserPlus } from "@tabler/icons-react";
import { useState } from "react";
import { LoadFailure } from "#components/shared/api/load-failure.tsx";
import { apiErrorMessage, useApi, type ApiOutputs } from "#components/shared/api/trpc.tsx";
import { roleNames, rolePurposes, useMembership } from "#components/shared/membership.tsx";
import { PageBar } from "#components/ui/page-bar.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { InviteDialog } from "./invite-dialog.tsx";
import { PersonGroups } from "./person-groups.tsx";
import { RiskLimit } from "./risk-limit.tsx";
import classes from "./people-page.module.css";

export function PeoplePage() {
  const api = useApi();
  const me = useMembership();
  const people = useQuery(api.people.list.queryOptions());
  const [inviting, setInviting] = useState(false);
  return (
    <>
      <PageBar title="People">
        {me.role === "admin" ? (
          <Button leftSection={<IconUserPlus size={16} />} onClick={() => setInviting(true)}>
            Invite person
          </Button>
        ) : null}
      </PageBar>
      <div className={classes["page"]}>
        {people.error ? <LoadFailure what="The people" error={people.error} onRetry={() => void people.refetch()} /> : null}
        {people.isPending ? <Skeleton height={132} radius={10} /> : null}
        {people.data ? (
          <ul className={classes["list"]} aria-label={`People of ${me.organization}`}>
            {people.data.map((person) => (
              <PersonRow key={person.userId} person={person} known={groupsOf(people.data)} />
            ))}
          </ul>
        ) : null}
        <dl className={classes["roles"]}>
          {roleNames.map((role) => (
            <div key={role}>
              <dt>{role}</dt>
              <dd>{rolePurposes[role]}</dd>
            </div>
          ))}
        </dl>
        {me.role === "admin" ? <RiskLimit /> : null}
      </div>
      <InviteDialog opened={inviting} onClose={() => setInviting(false)} />
    </>
  );
}

type Person = ApiOutputs["people"]["list"][number];

const groupsOf = (people: readonly Person[]): readonly string[] =>
  [...new Set(people.flatMap(({ groups }) => groups))].toSorted();

function PersonRow({ person, known }: { readonly person: Person; readonly known: readonly string[] }) {
  const me = useMembership();
  const api = useApi();
  const queryClient = useQueryClient();
  const setRole = useMutation(
    api.people.setRole.mutationOptions({
      onSuccess: (_result, { role }) =>
        notifications.show({ title: `${person.name} is now ${role}`, message: rolePurposes[role], color: "green" }),
      onError: (error) =>
        notifications.show({
          title: `${person.name} keeps the role ${person.role}`,
          message: apiErrorMessage(error),
          color: "red",
        }),
      onSettled: () => queryClient.invalidateQueries({ queryKey: api.people.list.queryKey() }),
    }),
  );
  return (
    <li className={classes["row"]}>
      <div>
        <div className={classes["name"]}>
          {person.name}
          {person.userId === me.userId ? <span className={classes["you"]}>you</span> : null}
        </div>
        <div className={classes["email"]}>{person.email}</div>
      </div>
      <div className={classes["groups"]}>
        <PersonGroups person={person} known={known} />
      </div>
      <div className={classes["joined"]}>
        Joined <RelativeTime at={person.joinedAt} />
      </div>
      {me.role === "admin" && person.userId !== me.userId ? (
        <Select
          size="xs"
          aria-label={`Role of ${person.name}`}
          allowDeselect={false}
          data={[...roleNames]}
          value={setRole.isPending ? setRole.variables.role : person.role}
          onChange={(role) => {
            const chosen = roleNames.find((name) => name === role);
            if (chosen) setRole.mutate({ userId: person.userId, role: chosen });
          }}
        />
      ) : (
        <span className={classes["role"]}>{person.role}</span>
      )}
    </li>
  );
}
