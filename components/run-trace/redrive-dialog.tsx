"use client";

import { Button, Group, Modal, Select, Skeleton, Stack } from "@mantine/core";
import { ReasonInput } from "#components/shared/reason-input.tsx";
import type { RunView } from "#components/shared/run-view/run-view.ts";
import { RedriveInputFields, RedriveModeFields } from "./redrive-fields.tsx";
import { momentChoices, type RedriveWish } from "./redrive-moment.ts";
import { RedrivePreviewView } from "./redrive-preview.tsx";
import { RedriveRefusal } from "./redrive-refusal.tsx";
import type { Flow, Run } from "./run-page.tsx";
import { useRedriveForm } from "./use-redrive-form.ts";

interface RedriveDialogProps {
  readonly run: Run;
  readonly flow: Flow;
  /** The newest view. */
  readonly view: RunView;
  /** What the dialog begins with; closed without. */
  readonly wish: RedriveWish | undefined;
  readonly onClose: () => void;
}

/** Goes on from an earlier moment, in this run or in a new one, after a look at what that means. */
export function RedriveDialog({ wish, onClose, ...form }: RedriveDialogProps) {
  return (
    <Modal opened={wish !== undefined} onClose={onClose} title="Go back in time" size="lg">
      {wish ? <RedriveForm {...form} wish={wish} onClose={onClose} /> : null}
    </Modal>
  );
}

type FormProps = Omit<RedriveDialogProps, "wish"> & { readonly wish: RedriveWish };

function RedriveForm({ run, flow, view, wish, onClose }: FormProps) {
  const form = useRedriveForm(run.runId, view, wish, onClose);
  const { wishes, change, preview } = form;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        form.submit();
      }}
    >
      <Stack>
        <Select
          label="Go back to"
          allowDeselect={false}
          searchable
          openOnFocus={false}
          data={momentChoices(view, flow.document, wish.from)}
          value={wishes.moment}
          onChange={(value) => change({ moment: value ?? wishes.moment })}
        />
        <RedriveModeFields form={form} version={run.version} />
        {preview.isPending ? <Skeleton height={160} radius={8} /> : null}
        {preview.data ? <RedrivePreviewView plan={preview.data} document={flow.document} /> : null}
        <RedriveInputFields form={form} input={view.input} />
        <ReasonInput value={form.reason} onChange={form.setReason} />
        <RedriveRefusal form={form} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
          <Button type="submit" disabled={form.isBlocked} loading={form.redrive.isPending}>
            {wishes.mode === "fork" ? "Fork run" : "Rewind run"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
