import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { authOptions } from "#app/_server/auth.ts";

interface Context {
  readonly params: Promise<{ nextauth: string[] }>;
}

const handler = (request: NextRequest, context: Context): Promise<Response> =>
  NextAuth(authOptions())(request, context) as Promise<Response>;

export { handler as GET, handler as POST };
