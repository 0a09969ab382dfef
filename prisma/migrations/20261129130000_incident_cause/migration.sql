-- What makes incidents the same to the people who deal with them: kind, step, code, and the message but for what differs from
-- run to run. A word with a digit in it is a number or an id; the status of an answer is what the message is about.
CREATE FUNCTION incident_cause(kind text, step text, code text, message text) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT md5(concat_ws(E'\n', kind, coalesce(step, ''), code, regexp_replace(left(message, 1000),
    '(?<![A-Za-z0-9_-])(?<!status )[A-Za-z0-9_-]*[0-9][A-Za-z0-9_-]*', '#', 'g')))::uuid
$$;

-- One that was written by a process that does not know causes yet stands alone.
ALTER TABLE "incident" ADD COLUMN "cause" UUID NOT NULL DEFAULT gen_random_uuid();

-- Members of a failure that holds such characters anywhere cannot be read.
UPDATE incident SET cause = incident_cause(kind, coalesce(node_id, failure->>'nodeId'), failure->>'code', failure->>'message')
WHERE failure::text !~* '\\u(0000|d[89a-f])';

-- CreateIndex
CREATE INDEX "incident_org_id_status_flow_id_kind_cause_opened_at_idx" ON "incident"("org_id", "status", "flow_id", "kind", "cause", "opened_at");
