"use client";

import { Button, Group, Modal, Stack, TagsInput, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { ALWAYS_MASKED } from "#engine/core/run-file/sensitive-names.ts";
import { apiErrorMessage, useApiClient, type ApiOutputs } from "#components/shared/api/trpc.tsx";
import { downloadFile } from "#components/shared/export/download.ts";
import { Notice } from "#components/ui/notice.tsx";
import { redactionWords } from "./redaction-words.ts";
import type { Run } from "./run-page.tsx";

interface ExportRunProps {
  readonly run: Run;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Takes the run along as one file, after saying what is in it and what is not. */
export function ExportRun({ run, opened, onClose }: ExportRunProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Export this run" size={520}>
      <ExportForm run={run} onClose={onClose} />
    </Modal>
  );
}

function ExportForm({ run, onClose }: Pick<ExportRunProps, "run" | "onClose">) {
  const client = useApiClient();
  const [mask, setMask] = useState<string[]>([]);
  const taking = useMutation({
    mutationFn: () => client.runs.exportFile.query({ runId: run.runId, mask }),
    onSuccess: downloadFile,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        taking.mutate();
      }}
    >
      <Stack>
        <Text size="sm">
          One file that stands alone: every event with its data, “{run.flowName}” as it was in version {run.version}, and the
          flows that the run started. “Open a run file” on the page of runs shows it, and <code>omnilink runs replay</code> plays
          it again on another machine.
        </Text>
        <Text size="sm">
          Masked are fields called {ALWAYS_MASKED.join(", ")} or alike, those that the flow marks as sensitive, and every other
          place where one of their values stands. What steps made of such a value stays, and so do names of people and what they
          wrote.
        </Text>
        <TagsInput
          label="Mask these fields too"
          description="A name, or the end of a path, such as customer.email"
          placeholder={mask.length === 0 ? "email" : ""}
          maxTags={50}
          splitChars={[",", " "]}
          acceptValueOnBlur
          value={mask}
          onChange={setMask}
        />
        {taking.error ? (
          <Notice tone="bad" title="The run was not exported">
            {apiErrorMessage(taking.error)}
          </Notice>
        ) : null}
        {taking.data ? <Taken file={taking.data} /> : null}
        <Group justify="space-between">
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
          <Button type="submit" loading={taking.isPending} leftSection={<IconDownload size={16} aria-hidden />}>
            Download file
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

const Taken = ({ file: { path, events, redaction } }: { readonly file: ApiOutputs["runs"]["exportFile"] }) => (
  <Notice tone="info" title={`${events} events in ${path}`}>
    {redactionWords(redaction)}
  </Notice>
);
