"use client";

import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { signIn } from "next-auth/react";
import { useState, type FormEvent } from "react";
import { Notice } from "#components/ui/notice.tsx";
import { PlainPage } from "#components/ui/plain-page.tsx";
import { signInProblem, type SignInProblem } from "./sign-in-problem.ts";

/** `next` is where to go afterwards, a path of this site. */
export function SignInForm({ next }: { readonly next: string }) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<SignInProblem>();

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    const result = await signIn("credentials", { redirect: false, email, password }).catch(() => undefined);
    if (result?.ok) return window.location.assign(next);
    setProblem(signInProblem(result?.error ?? undefined, result?.status));
    setBusy(false);
  };

  return (
    <PlainPage title="Sign in to OmniLink">
      <form onSubmit={(event) => void submit(event)}>
        <Stack gap="sm">
          {problem ? (
            <Notice tone="bad" title={problem.title}>
              {problem.advice}
            </Notice>
          ) : null}
          <TextInput
            label="Email"
            type="email"
            name="email"
            autoComplete="username"
            required
            withAsterisk={false}
            autoFocus
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <PasswordInput
            label="Password"
            name="password"
            autoComplete="current-password"
            required
            withAsterisk={false}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Button type="submit" size="md" fullWidth loading={busy} mt={4}>
            Sign in
          </Button>
        </Stack>
      </form>
    </PlainPage>
  );
}
