"use client";

import { Button, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconPencil } from "@tabler/icons-react";
import { useState } from "react";
import { mayEditFlows } from "#engine/core/role.ts";
import { LoadFailure } from "#components/shared/api/load-failure.tsx";
import { useApi } from "#components/shared/api/trpc.tsx";
import { useMembership } from "#components/shared/membership.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { PageBar } from "#components/ui/page-bar.tsx";
import classes from "./mappings.module.css";
import { UsedBy } from "./used-by.tsx";
import { VersionCard } from "./version-card.tsx";
import { VersionEditor } from "./version-editor.tsx";

const TRAIL = [{ label: "Mappings", href: "/mappings" }];

/** One mapping: who uses it, and what its versions are. */
export function MappingPage({ name }: { readonly name: string }) {
  const api = useApi();
  const { role } = useMembership();
  const mapping = useQuery(api.mappings.get.queryOptions({ name }));
  const [isEditing, setEditing] = useState(false);
  const newest = mapping.data?.versions[0];
  return (
    <>
      <PageBar title={name} trail={TRAIL} state={newest ? <span className={classes["version"]}>@{newest.version}</span> : null}>
        {newest && mayEditFlows(role) && !isEditing ? (
          <Button leftSection={<IconPencil size={16} aria-hidden />} onClick={() => setEditing(true)}>
            New version
          </Button>
        ) : null}
      </PageBar>
      {mapping.data && newest && isEditing ? (
        <VersionEditor
          of={{ name, description: mapping.data.description, newest }}
          onClose={() => setEditing(false)}
          onPublished={() => {
            setEditing(false);
            void mapping.refetch();
          }}
        />
      ) : (
        <div className={classes["page"]}>
          {mapping.error ? (
            <LoadFailure
              what="The mapping"
              instead={{ label: "Go to mappings", href: "/mappings" }}
              error={mapping.error}
              onRetry={() => void mapping.refetch()}
            />
          ) : null}
          {mapping.isPending ? (
            <Skeleton height={240} radius={10} role="group" aria-label="Loading the mapping" aria-busy />
          ) : null}
          {mapping.data && newest ? (
            <>
              <div className={classes["intro"]}>
                <p className={classes["text"]}>{mapping.data.description ?? "No description"}</p>
                <code className={classes["usage"]}>
                  {usageOf(name, newest.version)}
                  <CopyButton text={usageOf(name, newest.version)} what="expression" />
                </code>
              </div>
              <UsedBy
                name={name}
                newest={newest.version}
                users={mapping.data.usedBy}
                canEdit={mayEditFlows(role)}
                onChanged={() => void mapping.refetch()}
              />
              <section className={classes["section"]} aria-labelledby="mapping-versions">
                <h2 id="mapping-versions" className={classes["heading"]}>
                  Versions
                </h2>
                {mapping.data.versions.map((version, index) => (
                  <VersionCard key={version.version} version={version} isOpen={index === 0} />
                ))}
              </section>
            </>
          ) : null}
        </div>
      )}
    </>
  );
}

const usageOf = (name: string, version: number): string => `$useMapping("${name}@${version}", input)`;
