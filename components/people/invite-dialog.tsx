"use client";

import { Button, Group, Modal, Radio, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { Role } from "#engine/core/role.ts";
import { apiErrorMessage, useApi } from "#components/shared/api/trpc.tsx";
import { roleNames, rolePurposes } from "#components/shared/membership.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";

export function InviteDialog({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Invite a person">
      <InviteForm onDone={onClose} />
    </Modal>
  );
}

/** The form, and after it the link: shown once, since only its hash is kept. */
function InviteForm({ onDone }: { readonly onDone: () => void }) {
  const api = useApi();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("analyst");
  const invite = useMutation(api.people.invite.mutationOptions());
  if (invite.data) return <InvitationLink token={invite.data.token} expiresAt={invite.data.expiresAt} onDone={onDone} />;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        invite.mutate({ role, ...(email.trim() === "" ? {} : { email: email.trim() }) });
      }}
    >
      <Stack>
        {invite.error ? (
          <Notice tone="bad" title="The invitation was not made">
            {apiErrorMessage(invite.error)}
          </Notice>
        ) : null}
        <TextInput
          label="Email"
          description="Optional: the link then works for this address only"
          type="email"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <Radio.Group label="Role" value={role} onChange={(value) => setRole(roleNames.find((name) => name === value) ?? role)}>
          <Stack gap="xs" mt="xs">
            {roleNames.map((name) => (
              <Radio key={name} value={name} label={name} description={rolePurposes[name]} />
            ))}
          </Stack>
        </Radio.Group>
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Close
          </Button>
          <Button type="submit" loading={invite.isPending}>
            Create link
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface InvitationLinkProps {
  readonly token: string;
  readonly expiresAt: string;
  readonly onDone: () => void;
}

function InvitationLink({ token, expiresAt, onDone }: InvitationLinkProps) {
  const link = `${window.location.origin}/welcome?token=${encodeURIComponent(token)}`;
  return (
    <Stack>
      <div>
        Send this link to the person. It works once and expires <RelativeTime at={expiresAt} />; it cannot be shown again.
      </div>
      <Group gap="xs" wrap="nowrap">
        <TextInput
          flex={1}
          readOnly
          aria-label="Invitation link"
          value={link}
          onFocus={(event) => event.currentTarget.select()}
        />
        <CopyButton text={link} what="invitation link" />
      </Group>
      <Group justify="flex-end">
        <Button onClick={onDone}>Done</Button>
      </Group>
    </Stack>
  );
}
