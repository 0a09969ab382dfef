import "server-only";
import type { NextAuthOptions } from "next-auth";
import { getServerSession } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import type { Membership } from "#engine/index.ts";
import { engine } from "./engine.ts";
import { createSignIn } from "./sign-in-attempt.ts";

/**
 * Without NEXTAUTH_URL the address in the browser counts: whoever opens 127.0.0.1, localhost or a forwarded port stays
 * there. A forged Host only changes the links of the request that forged it.
 */
if (!process.env["NEXTAUTH_URL"]) process.env["AUTH_TRUST_HOST"] ??= "true";

function secret(): string {
  const value = process.env["NEXTAUTH_SECRET"];
  if (!value)
    throw new Error(
      "NEXTAUTH_SECRET is not set: sessions cannot be signed. Set it to at least 32 random characters and start again.",
    );
  return value;
}

interface LoginRequest {
  readonly headers?: Readonly<Record<string, unknown>>;
}

const signIn = createSignIn(async (email, password) => (await engine()).people.authenticate(email, password));

const authorize = (credentials: Record<"email" | "password", string> | undefined, request: LoginRequest) =>
  signIn({
    email: credentials?.email ?? "",
    password: credentials?.password ?? "",
    forwardedFor: request.headers?.["x-forwarded-for"],
  });

/** The session names a user and nothing else: role and organization are read from the database on every request. */
export function authOptions(): NextAuthOptions {
  return {
    secret: secret(),
    session: { strategy: "jwt", maxAge: 7 * 24 * 3_600 },
    pages: { signIn: "/sign-in", error: "/sign-in", signOut: "/sign-in" },
    providers: [
      CredentialsProvider({
        name: "Email and password",
        credentials: { email: { label: "Email", type: "email" }, password: { label: "Password", type: "password" } },
        authorize,
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => ({ userId: user?.id ?? token["userId"] }),
      session: ({ session, token }) => ({ expires: session.expires, userId: token["userId"] }),
      redirect: ({ url, baseUrl }) => `${baseUrl}${relativePath(url, baseUrl)}`,
    },
  };
}

/** Only paths of this site are followed after sign-in; anything else becomes the start page. */
export function relativePath(url: string, baseUrl: string): string {
  if (!URL.canParse(url, baseUrl)) return "/";
  const parsed = new URL(url, baseUrl);
  return parsed.origin === new URL(baseUrl).origin ? `${parsed.pathname}${parsed.search}` : "/";
}

/** Who is asking, by the session cookie of the current request; `undefined` when signed out or no longer a member. */
export async function currentMembership(): Promise<Membership | undefined> {
  const session: unknown = await getServerSession(authOptions());
  if (typeof session !== "object" || session === null || !("userId" in session)) return undefined;
  const { userId } = session;
  return typeof userId === "string" ? (await engine()).people.membership(userId) : undefined;
}
