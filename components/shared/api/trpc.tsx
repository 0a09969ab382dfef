"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createTRPCClient,
  httpBatchLink,
  httpBatchStreamLink,
  httpLink,
  httpSubscriptionLink,
  splitLink,
  TRPCClientError,
} from "@trpc/client";
import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { useState, type ReactNode } from "react";
import type { AppRouter } from "#app/_server/router.ts";

export type ApiInputs = inferRouterInputs<AppRouter>;
export type ApiOutputs = inferRouterOutputs<AppRouter>;

const shared = createTRPCContext<AppRouter>();
export const useApi = shared.useTRPC;
export const useApiClient = shared.useTRPCClient;

const ENDPOINT = "/api/trpc";

/**
 * For the answer that a page waits for, as `trpc: { context: apart }` of its query: a request of its own. In one request with
 * others it would come with the slowest of them.
 */
export const apart = { isApart: true } as const;

/** What happens over time comes as a stream: subscriptions resume when the line breaks, a try is begun once. */
const createClient = () =>
  createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === "subscription",
        true: httpSubscriptionLink({ url: ENDPOINT }),
        false: splitLink({
          condition: ({ path }) => path === "tries.run",
          true: httpBatchStreamLink({ url: ENDPOINT, maxItems: 1 }),
          false: splitLink({
            condition: ({ context }) => context["isApart"] === true,
            true: httpLink({ url: ENDPOINT }),
            false: httpBatchLink({ url: ENDPOINT, maxItems: 10 }),
          }),
        }),
      }),
    ],
  });

/** Refusals are final; only a server that did not answer is asked again. */
const worthRetrying = (failures: number, error: unknown): boolean =>
  failures < 3 &&
  !(error instanceof TRPCClientError && apiErrorCode(error) !== undefined && apiErrorCode(error) !== "INTERNAL_SERVER_ERROR");

const createQueryClient = () =>
  new QueryClient({ defaultOptions: { queries: { staleTime: 2_000, retry: worthRetrying }, mutations: { retry: false } } });

export function ApiProvider({ children }: { readonly children: ReactNode }) {
  const [client] = useState(createClient);
  const [queryClient] = useState(createQueryClient);
  return (
    <QueryClientProvider client={queryClient}>
      <shared.TRPCProvider trpcClient={client} queryClient={queryClient}>
        {children}
      </shared.TRPCProvider>
    </QueryClientProvider>
  );
}

/** The tRPC code of an answer from the API; `undefined` when there was no answer. */
export function apiErrorCode(error: unknown): string | undefined {
  if (!(error instanceof TRPCClientError)) return undefined;
  const data: unknown = error.data;
  return typeof data === "object" && data !== null && "code" in data && typeof data.code === "string" ? data.code : undefined;
}

/** What to tell a person: the server's own words, or that it could not be reached. */
export function apiErrorMessage(error: unknown): string {
  if (apiErrorCode(error) !== undefined && error instanceof Error) return error.message;
  return "The server did not answer. Check that OmniLink is running and that you are connected, then try again.";
}
