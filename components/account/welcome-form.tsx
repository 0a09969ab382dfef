"use client";

import { Button, PasswordInput, Skeleton, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery } from "@tanstack/react-query";
import { signIn } from "next-auth/react";
import type { Role } from "#engine/core/role.ts";
import { LoadFailure } from "#components/shared/api/load-failure.tsx";
import { apiErrorMessage, useApi } from "#components/shared/api/trpc.tsx";
import { rolePurposes } from "#components/shared/membership.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { PlainPage } from "#components/ui/plain-page.tsx";
import { PasswordStrength } from "./password-strength.tsx";

const MIN_PASSWORD = 10;

/** Accepts an invitation. The link printed by the first start is one too: it makes the owner. */
export function WelcomeForm({ token }: { readonly token: string }) {
  const api = useApi();
  const invitation = useQuery(api.people.invitation.queryOptions({ token }, { enabled: token !== "", staleTime: Infinity }));
  if (token === "" || invitation.data === null) return <InvalidLink />;
  if (invitation.error)
    return (
      <PlainPage title="Welcome">
        <LoadFailure what="The invitation" error={invitation.error} onRetry={() => void invitation.refetch()} />
      </PlainPage>
    );
  if (!invitation.data)
    return (
      <PlainPage title="Welcome to OmniLink">
        <Stack gap="sm">
          {[44, 60, 60, 60, 42].map((height, index) => (
            <Skeleton key={index} height={height} />
          ))}
        </Stack>
      </PlainPage>
    );
  const { email, role, organization } = invitation.data;
  return <AcceptForm token={token} invitedEmail={email} role={role} organization={organization} />;
}

function InvalidLink() {
  return (
    <PlainPage title="This invitation does not work" action={{ href: "/sign-in", label: "Go to sign-in" }}>
      Invitations work once and for 7 days. If you have an account already, sign in; otherwise ask an admin for a new link.
    </PlainPage>
  );
}

interface AcceptFormProps {
  readonly token: string;
  readonly invitedEmail: string | undefined;
  readonly role: Role;
  readonly organization: string;
}

function AcceptForm({ token, invitedEmail, role, organization }: AcceptFormProps) {
  const api = useApi();
  const form = useForm({
    initialValues: { name: "", email: invitedEmail ?? "", password: "" },
    validate: {
      name: (name) => (name.trim() === "" ? "Enter the name others will see." : null),
      email: (email) => (/^\S+@\S+\.\S+$/.test(email) ? null : "Enter an email address, such as ana@example.com."),
      password: (password) => (password.length < MIN_PASSWORD ? `Use at least ${MIN_PASSWORD} characters.` : null),
    },
  });
  const accept = useMutation(
    api.people.accept.mutationOptions({
      onSuccess: async (_result, { email, password }) => {
        const result = await signIn("credentials", { redirect: false, email, password }).catch(() => undefined);
        window.location.assign(result?.ok ? "/flows" : "/sign-in");
      },
    }),
  );

  return (
    <PlainPage title={`Welcome to ${organization}`}>
      <form
        onSubmit={form.onSubmit(({ name, email, password }) =>
          accept.mutate({ token, name: name.trim(), email: email.trim(), password }),
        )}
      >
        <Stack gap="sm">
          <div>
            You join as <strong>{role}</strong>. {rolePurposes[role]}.
          </div>
          {accept.error ? (
            <Notice tone="bad" title="The account could not be made">
              {apiErrorMessage(accept.error)}
            </Notice>
          ) : null}
          <TextInput label="Your name" name="name" autoComplete="name" {...form.getInputProps("name")} />
          <TextInput
            label="Email"
            name="email"
            type="email"
            autoComplete="username"
            readOnly={invitedEmail !== undefined}
            {...form.getInputProps("email")}
          />
          <div>
            <PasswordInput label="Password" name="password" autoComplete="new-password" {...form.getInputProps("password")} />
            <PasswordStrength password={form.values.password} minLength={MIN_PASSWORD} />
          </div>
          <Button type="submit" size="md" fullWidth loading={accept.isPending || accept.isSuccess}>
            Create account
          </Button>
        </Stack>
      </form>
    </PlainPage>
  );
}
