"use client";

import { Button, Skeleton, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconPlus, IconSearch, IconTransform } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { mayEditFlows } from "#engine/core/role.ts";
import { LoadFailure } from "#components/shared/api/load-failure.tsx";
import { useApi, type ApiOutputs } from "#components/shared/api/trpc.tsx";
import { FlowTabs } from "#components/shared/flow-tabs.tsx";
import { useMembership } from "#components/shared/membership.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Link } from "#components/ui/link.tsx";
import { PageBar } from "#components/ui/page-bar.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import classes from "./mappings.module.css";
import { VersionEditor } from "./version-editor.tsx";

/** The mappings that flows share. */
export function MappingList() {
  const api = useApi();
  const router = useRouter();
  const { role } = useMembership();
  const mappings = useQuery(api.mappings.list.queryOptions());
  const [text, setText] = useState("");
  const [isMaking, setMaking] = useState(false);
  const shown = mappings.data?.filter(({ name, description = "" }) => matches(`${name} ${description}`, text)) ?? [];
  const create = mayEditFlows(role) ? (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setMaking(true)}>
      New mapping
    </Button>
  ) : null;
  if (isMaking)
    return (
      <>
        <PageBar title="New mapping" trail={TRAIL} />
        <VersionEditor onClose={() => setMaking(false)} onPublished={(name) => router.push(`/mappings/${name}`)} />
      </>
    );
  return (
    <>
      <PageBar title="Mappings" state={<FlowTabs current="mappings" />}>
        {mappings.data && mappings.data.length > 0 ? create : null}
      </PageBar>
      <div className={classes["library"]}>
        {mappings.error ? (
          <LoadFailure what="The mappings" error={mappings.error} onRetry={() => void mappings.refetch()} />
        ) : null}
        {mappings.isPending ? <Skeleton height={180} radius={10} role="group" aria-label="Loading mappings" aria-busy /> : null}
        {mappings.data && mappings.data.length > 0 ? (
          <TextInput
            className={classes["filter"] ?? ""}
            placeholder="Filter mappings"
            aria-label="Filter mappings"
            type="search"
            leftSection={<IconSearch size={16} stroke={1.75} />}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        ) : null}
        {shown.length > 0 ? (
          <ul className={classes["list"]} aria-label="Mappings">
            {shown.map((mapping) => (
              <MappingRow key={mapping.name} mapping={mapping} />
            ))}
          </ul>
        ) : null}
        {mappings.data?.length === 0 ? <NoMappings action={create} /> : null}
        {mappings.data && mappings.data.length > 0 && shown.length === 0 ? (
          <EmptyState icon={IconSearch} title={`No mapping matches “${text}”`}>
            The filter looks at name and description.
          </EmptyState>
        ) : null}
      </div>
    </>
  );
}

const TRAIL = [{ label: "Mappings", href: "/mappings" }];

const matches = (haystack: string, text: string): boolean => haystack.toLowerCase().includes(text.trim().toLowerCase());

function MappingRow({ mapping }: { readonly mapping: ApiOutputs["mappings"]["list"][number] }) {
  const { name, version, description, author, updatedAt, flows } = mapping;
  return (
    <li className={classes["row"]}>
      <div className={classes["main"]}>
        <div className={classes["name"]}>
          <Link href={`/mappings/${name}`} className={classes["link"] ?? ""}>
            {name}
          </Link>
          <span className={classes["version"]}>@{version}</span>
        </div>
        <p className={classes["text"]}>{description ?? "No description"}</p>
      </div>
      <span className={classes["text"]}>{flows === 0 ? "Not used" : flows === 1 ? "1 flow" : `${flows} flows`}</span>
      <span className={classes["quiet"]}>
        {author}, <RelativeTime at={updatedAt} />
      </span>
    </li>
  );
}

function NoMappings({ action }: { readonly action: React.ReactNode }) {
  return (
    <EmptyState icon={IconTransform} title="Say once what several flows need" action={action}>
      A mapping such as <span className="mono">orderTotal</span> is an expression that reads <span className="mono">input</span>.
      Any flow applies a version of it with <span className="mono">{'$useMapping("orderTotal@1", input.order)'}</span>. Versions
      never change, and a published flow carries those it uses, so a new version changes a flow only when somebody takes it there.
    </EmptyState>
  );
}
