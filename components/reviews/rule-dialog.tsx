"use client";

import { Button, Checkbox, Group, Modal, NumberInput, Radio, Select, Skeleton, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { PRODUCTION } from "#engine/core/environment/environment.ts";
import { MAX_QUORUM, ruleText } from "#engine/core/review/review-rule.ts";
import type { Role } from "#engine/core/role.ts";
import { LoadFailure } from "#components/shared/api/load-failure.tsx";
import { apiErrorMessage, useApi, type ApiOutputs } from "#components/shared/api/trpc.tsx";
import { EnvironmentSelect } from "#components/shared/environment/environment-select.tsx";
import { roleNames } from "#components/shared/membership.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import classes from "./reviews.module.css";

type Rule = ApiOutputs["reviews"]["rule"];

/** Where a review is required before a flow goes live, by how many people and whose word counts. */
export function RuleDialog({ onClose }: { readonly onClose: () => void }) {
  const api = useApi();
  const [flowId, setFlowId] = useState("");
  const [environment, setEnvironment] = useState(PRODUCTION);
  const flows = useQuery(api.flows.list.queryOptions());
  const scope = { environment, ...(flowId === "" ? {} : { flowId }) };
  const rule = useQuery(api.reviews.rule.queryOptions(scope));
  const choices = [
    { value: "", label: "All flows without a rule of their own" },
    ...(flows.data?.map((flow) => ({ value: flow.flowId, label: flow.name })) ?? []),
  ];
  return (
    <Modal opened onClose={onClose} title="Review rules" size={520}>
      <Stack gap="md">
        <Select
          label="Flow"
          data={choices}
          value={flowId}
          allowDeselect={false}
          searchable
          openOnFocus={false}
          onChange={(value) => setFlowId(value ?? "")}
        />
        <EnvironmentSelect value={environment} onChange={setEnvironment} />
        {rule.error ? <LoadFailure what="The rule" error={rule.error} onRetry={() => void rule.refetch()} /> : null}
        {rule.isPending ? <Skeleton height={220} /> : null}
        {rule.data ? (
          <RuleForm
            key={`${flowId} ${environment} ${rule.data.changedAt ?? ""}`}
            rule={rule.data}
            scope={scope}
            onDone={onClose}
          />
        ) : null}
      </Stack>
    </Modal>
  );
}

interface RuleFormProps {
  readonly rule: Rule;
  readonly scope: { readonly environment: string; readonly flowId?: string };
  readonly onDone: () => void;
}

type Choice = "inherit" | "required" | "free";

function RuleForm({ rule, scope, onDone }: RuleFormProps) {
  const api = useApi();
  const queries = useQueryClient();
  const isOfFlow = scope.flowId !== undefined;
  const [choice, setChoice] = useState<Choice>(
    isOfFlow && rule.from !== "flow" ? "inherit" : rule.isRequired ? "required" : "free",
  );
  const [quorum, setQuorum] = useState(rule.quorum);
  const [roles, setRoles] = useState<readonly Role[]>(rule.roles);
  const save = useMutation(
    api.reviews.setRule.mutationOptions({
      onSuccess: () => {
        notifications.show({ title: "The rule is saved", message: "It counts from now on.", color: "green" });
        void queries.invalidateQueries();
        onDone();
      },
    }),
  );
  const wanted = { isRequired: choice === "required", quorum, roles: [...roles] };
  return (
    <Stack gap="md">
      <ChoiceField choice={choice} onChange={setChoice} isOfFlow={isOfFlow} />
      {choice === "required" ? <ApproverFields quorum={quorum} onQuorum={setQuorum} roles={roles} onRoles={setRoles} /> : null}
      {rule.changedBy === undefined || rule.changedAt === undefined ? null : (
        <p className={classes["text"]}>
          In force: {rule.isRequired ? ruleText(rule) : "no review"}, set by {rule.changedBy},{" "}
          <RelativeTime at={rule.changedAt} />.
        </p>
      )}
      {save.error ? (
        <Notice tone="bad" title="The rule was not saved">
          {apiErrorMessage(save.error)}
        </Notice>
      ) : null}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button
          loading={save.isPending}
          disabled={choice === "required" && roles.length === 0}
          onClick={() => save.mutate({ ...scope, rule: choice === "inherit" ? "inherit" : wanted })}
        >
          Save rule
        </Button>
      </Group>
    </Stack>
  );
}

interface ChoiceFieldProps {
  readonly choice: Choice;
  readonly onChange: (choice: Choice) => void;
  readonly isOfFlow: boolean;
}

const ChoiceField = ({ choice, onChange, isOfFlow }: ChoiceFieldProps) => (
  <Radio.Group label="Before it goes live" value={choice} onChange={(value) => onChange(value)}>
    <Stack gap="xs" mt={8}>
      {isOfFlow ? <Radio value="inherit" label="As for all flows" /> : null}
      <Radio value="free" label="No review is needed" />
      <Radio value="required" label="A review is required" />
    </Stack>
  </Radio.Group>
);

interface ApproverFieldsProps {
  readonly quorum: number;
  readonly onQuorum: (quorum: number) => void;
  readonly roles: readonly Role[];
  readonly onRoles: (roles: readonly Role[]) => void;
}

/** How many must approve, and who. */
const ApproverFields = ({ quorum, onQuorum, roles, onRoles }: ApproverFieldsProps) => (
  <>
    <NumberInput
      label="Approvals"
      description="An author's own approval never counts"
      min={1}
      max={MAX_QUORUM}
      allowDecimal={false}
      clampBehavior="strict"
      value={quorum}
      onChange={(value) => onQuorum(Number(value) || 1)}
    />
    <Checkbox.Group label="Whose approval counts" value={[...roles]} onChange={(value) => onRoles(value)}>
      <Group gap="md" mt={8}>
        {roleNames.map((role) => (
          <Checkbox key={role} value={role} label={role} />
        ))}
      </Group>
    </Checkbox.Group>
  </>
);
