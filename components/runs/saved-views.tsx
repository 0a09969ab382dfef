"use client";

import { ActionIcon, Button, Group, Menu, Modal, Stack, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconBookmark, IconBookmarkPlus, IconChevronDown, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { apiErrorMessage, useApi } from "#components/shared/api/trpc.tsx";
import { Link } from "#components/ui/link.tsx";
import { Notice } from "#components/ui/notice.tsx";
import classes from "./run-list.module.css";

/** Filters that this person has given a name. `query` is the filter shown now, empty when nothing is filtered. */
export function SavedViewsMenu({ query }: { readonly query: string }) {
  const api = useApi();
  const queryClient = useQueryClient();
  const [isSaving, setSaving] = useState(false);
  const views = useQuery(api.views.list.queryOptions());
  const refresh = (): Promise<void> => queryClient.invalidateQueries({ queryKey: api.views.pathKey() });
  const remove = useMutation(api.views.remove.mutationOptions({ onSuccess: refresh }));
  const shown = views.data?.find((view) => view.query === query);
  return (
    <>
      <Menu position="bottom-end" width={280} shadow="md">
        <Menu.Target>
          <Button
            variant="default"
            leftSection={<IconBookmark size={16} stroke={1.75} />}
            rightSection={<IconChevronDown size={14} />}
          >
            {shown?.name ?? "Views"}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {views.data?.length === 0 ? (
            <p className={classes["hint"]}>A view is a filter with a name, for you alone. Filter the list, then save it here.</p>
          ) : null}
          {views.data?.map(({ viewId, name, query: saved }) => (
            <div key={viewId} className={classes["view"]}>
              <Menu.Item component={Link} href={`/runs${saved}`} aria-current={saved === query || undefined}>
                {name}
              </Menu.Item>
              <ActionIcon
                variant="subtle"
                color="gray"
                size={28}
                aria-label={`Remove view ${name}`}
                onClick={() => remove.mutate({ viewId })}
              >
                <IconTrash size={15} />
              </ActionIcon>
            </div>
          ))}
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconBookmarkPlus size={16} stroke={1.75} />}
            disabled={query === ""}
            onClick={() => setSaving(true)}
          >
            Save this filter…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={isSaving} onClose={() => setSaving(false)} title="Save this filter as a view" centered>
        <SaveForm
          query={query}
          onDone={() => {
            setSaving(false);
            void refresh();
          }}
        />
      </Modal>
    </>
  );
}

function SaveForm({ query, onDone }: { readonly query: string; readonly onDone: () => void }) {
  const api = useApi();
  const [name, setName] = useState("");
  const save = useMutation(api.views.save.mutationOptions({ onSuccess: onDone }));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== "") save.mutate({ name: name.trim(), query });
      }}
    >
      <Stack gap="sm">
        <TextInput
          label="Name"
          description="A view of yours with this name is replaced"
          maxLength={80}
          data-autofocus
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        {save.error ? (
          <Notice tone="bad" title="The view was not saved">
            {apiErrorMessage(save.error)}
          </Notice>
        ) : null}
        <Group justify="flex-end">
          <Button type="submit" disabled={name.trim() === ""} loading={save.isPending}>
            Save view
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
