-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "organization" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "organization_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "app_user" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "org_id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "app_user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "membership" (
    "org_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "membership_pkey" PRIMARY KEY ("org_id","user_id")
);

-- CreateTable
CREATE TABLE "invitation" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "org_id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "email" TEXT,
    "role" TEXT NOT NULL,
    "invited_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "accepted_at" TIMESTAMPTZ(3),

    CONSTRAINT "invitation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "flow" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "org_id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "active_version_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "flow_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "flow_version" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "org_id" UUID NOT NULL,
    "flow_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "content_hash" TEXT NOT NULL,
    "document" JSON NOT NULL,
    "source" TEXT NOT NULL,
    "layout" JSON,
    "deployed_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "flow_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_endpoint" (
    "org_id" UUID NOT NULL,
    "flow_id" UUID NOT NULL,
    "node_id" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhook_endpoint_pkey" PRIMARY KEY ("flow_id","node_id")
);

-- CreateTable
CREATE TABLE "run" (
    "id" UUID NOT NULL,
    "org_id" UUID NOT NULL,
    "flow_id" UUID NOT NULL,
    "flow_version_id" UUID NOT NULL,
    "status" TEXT NOT NULL,
    "owner" UUID,
    "epoch" INTEGER NOT NULL DEFAULT 0,
    "seq" INTEGER NOT NULL DEFAULT 0,
    "inbox_seq" INTEGER NOT NULL DEFAULT 0,
    "inbox_read" INTEGER NOT NULL DEFAULT 0,
    "trigger_key" TEXT,
    "business_key" TEXT,
    "started_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run_event" (
    "org_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "node_id" TEXT,
    "visit" INTEGER,
    "attempt" INTEGER,
    "data" JSON NOT NULL,

    CONSTRAINT "run_event_pkey" PRIMARY KEY ("run_id","seq")
) PARTITION BY RANGE ("run_id");

-- CreateTable
CREATE TABLE "run_snapshot" (
    "run_id" UUID NOT NULL,
    "org_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "state" JSON NOT NULL,

    CONSTRAINT "run_snapshot_pkey" PRIMARY KEY ("run_id")
);

-- CreateTable
CREATE TABLE "inbox" (
    "org_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "id" INTEGER NOT NULL,
    "dedupe_key" TEXT NOT NULL,
    "body" JSON NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "inbox_pkey" PRIMARY KEY ("run_id","id")
);

-- CreateTable
CREATE TABLE "timer" (
    "org_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "node_id" TEXT NOT NULL,
    "visit" INTEGER NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "approval_id" TEXT,

    CONSTRAINT "timer_pkey" PRIMARY KEY ("run_id","node_id","visit")
);

-- CreateTable
CREATE TABLE "approval" (
    "id" TEXT NOT NULL,
    "org_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "flow_id" UUID NOT NULL,
    "node_id" TEXT NOT NULL,
    "visit" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "roles" TEXT[],
    "quorum" INTEGER NOT NULL,
    "details" JSON,
    "status" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3),
    "decided_at" TIMESTAMPTZ(3),
    "decided_by" TEXT,
    "decided_by_id" TEXT,
    "comment" TEXT,

    CONSTRAINT "approval_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "pool_lease" (
    "pool_id" UUID NOT NULL,
    "worker_id" TEXT,
    "kind" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "pool_lease_pkey" PRIMARY KEY ("pool_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "organization_slug_key" ON "organization"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "app_user_email_key" ON "app_user"("email");

-- CreateIndex
CREATE INDEX "membership_user_id_idx" ON "membership"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "invitation_token_hash_key" ON "invitation"("token_hash");

-- CreateIndex
CREATE INDEX "invitation_org_id_idx" ON "invitation"("org_id");

-- CreateIndex
CREATE UNIQUE INDEX "flow_org_id_slug_key" ON "flow"("org_id", "slug");

-- CreateIndex
CREATE UNIQUE INDEX "flow_version_flow_id_number_key" ON "flow_version"("flow_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "flow_version_flow_id_content_hash_key" ON "flow_version"("flow_id", "content_hash");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_endpoint_token_key" ON "webhook_endpoint"("token");

-- CreateIndex
CREATE INDEX "run_org_id_id_idx" ON "run"("org_id", "id" DESC);

-- CreateIndex
CREATE INDEX "run_flow_id_id_idx" ON "run"("flow_id", "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "inbox_run_id_dedupe_key_key" ON "inbox"("run_id", "dedupe_key");

-- CreateIndex
CREATE INDEX "timer_due_at_idx" ON "timer"("due_at");

-- CreateIndex
CREATE INDEX "approval_org_id_status_requested_at_idx" ON "approval"("org_id", "status", "requested_at");

-- CreateIndex
CREATE INDEX "approval_run_id_idx" ON "approval"("run_id");

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "flow" ADD CONSTRAINT "flow_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "flow" ADD CONSTRAINT "flow_active_version_id_fkey" FOREIGN KEY ("active_version_id") REFERENCES "flow_version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "flow_version" ADD CONSTRAINT "flow_version_flow_id_fkey" FOREIGN KEY ("flow_id") REFERENCES "flow"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_endpoint" ADD CONSTRAINT "webhook_endpoint_flow_id_fkey" FOREIGN KEY ("flow_id") REFERENCES "flow"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Everything below is what Prisma's schema language cannot say.

-- ---- statuses and roles ----

ALTER TABLE run ADD CONSTRAINT run_status_check CHECK (status IN ('queued', 'running', 'waiting', 'paused', 'compensating', 'completed',
  'failed', 'compensated', 'compensation_incomplete', 'canceled', 'needs_decision'));
ALTER TABLE approval ADD CONSTRAINT approval_status_check CHECK (status IN ('pending', 'approved', 'rejected', 'timedOut', 'closed'));
ALTER TABLE membership ADD CONSTRAINT membership_role_check CHECK (role IN ('analyst', 'executive', 'engineer', 'admin'));
ALTER TABLE invitation ADD CONSTRAINT invitation_role_check CHECK (role IN ('analyst', 'executive', 'engineer', 'admin'));

-- ---- run: updated often, so room for updates in place and no index on a column that changes while a run lives ----

ALTER TABLE run SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE run_snapshot SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
CREATE UNIQUE INDEX run_trigger_key ON run (flow_id, trigger_key) WHERE trigger_key IS NOT NULL;
CREATE INDEX run_open ON run (id) WHERE ended_at IS NULL;

-- ---- run_event: a partition per month ----

CREATE TABLE run_event_default PARTITION OF run_event DEFAULT;

-- The first 48 bits of a UUIDv7 are milliseconds since 1970, so a moment is also the lower bound of the ids made after it.
CREATE FUNCTION run_id_floor(moment timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
  SELECT rpad(lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0'), 32, '0')::uuid
$$;

-- Makes the partitions of this and the next month. Gives up quietly when events of that month already lie in the default
-- partition (nobody called this for months) or when the lock cannot be had soon; writing goes on into the default partition.
CREATE FUNCTION create_run_event_partitions() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  month timestamp;
  partition_name text;
BEGIN
  FOR ahead IN 0..1 LOOP
    month := date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => ahead);
    partition_name := 'run_event_' || to_char(month, 'YYYY"_"MM');
    CONTINUE WHEN to_regclass(partition_name) IS NOT NULL;
    BEGIN
      PERFORM set_config('lock_timeout', '1000', true);
      EXECUTE format('CREATE TABLE %I PARTITION OF run_event FOR VALUES FROM (%L) TO (%L)', partition_name,
        run_id_floor(month AT TIME ZONE 'UTC'), run_id_floor((month + interval '1 month') AT TIME ZONE 'UTC'));
    EXCEPTION WHEN check_violation OR lock_not_available OR duplicate_table THEN
      NULL;
    END;
  END LOOP;
END $$;

SELECT create_run_event_partitions();

-- ---- hints and notifications ----

-- One graphile-worker job per run that says "look at this run". A job that is being worked on already loses its key and a
-- new one is made, so a hint given meanwhile is never swallowed. The attempts are high because a hint must not die of them.
CREATE FUNCTION hint_runs(run_ids uuid[]) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(cardinality(run_ids), 0) = 0 THEN
    RETURN 0;
  END IF;
  RETURN (SELECT count(*) FROM graphile_worker.add_jobs(ARRAY(
    SELECT ('drive', json_build_object('runId', id), NULL, NULL, 1000, 'run:' || id, 0, NULL)::graphile_worker.job_spec
    FROM (SELECT DISTINCT unnest(run_ids)) AS hinted(id))));
END $$;

-- Sends the entries joined by commas, in messages that stay below the 8000 bytes a notification may have.
CREATE FUNCTION notify_entries(channel text, entries text[]) RETURNS int LANGUAGE sql AS $$
  SELECT count(pg_notify(channel, message))::int
  FROM (
    SELECT string_agg(entry, ',') AS message
    FROM unnest(entries) WITH ORDINALITY AS e(entry, n)
    GROUP BY (n - 1) / 150
  ) AS messages
$$;

-- ---- mail ----

-- Stores messages for runs, numbers them per run, hints the runs nobody drives and tells the owners of the others.
-- `n` is the position in the arrays, from 1. The run rows are locked first, in id order, and the second statement looks
-- with a new snapshot: numbers have no gaps, and a repeat of a dedupe key is seen even when both arrive together.
CREATE FUNCTION post_messages(run_ids uuid[], dedupe_keys text[], bodies json[]) RETURNS TABLE (n int, result text)
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM run WHERE run.id = ANY (run_ids) ORDER BY run.id FOR NO KEY UPDATE;
  RETURN QUERY
  WITH message AS (
    SELECT m.n::int AS n, m.run_id, m.dedupe_key, m.body, r.org_id, r.inbox_seq,
      CASE
        WHEN r.id IS NULL THEN 'unknownRun'
        WHEN EXISTS (SELECT 1 FROM inbox i WHERE i.run_id = m.run_id AND i.dedupe_key = m.dedupe_key)
          OR row_number() OVER (PARTITION BY m.run_id, m.dedupe_key ORDER BY m.n) > 1 THEN 'duplicate'
        WHEN r.ended_at IS NOT NULL THEN 'ended'
        ELSE 'stored'
      END AS outcome
    FROM unnest(run_ids, dedupe_keys, bodies) WITH ORDINALITY AS m(run_id, dedupe_key, body, n)
    LEFT JOIN run r ON r.id = m.run_id
  ), stored AS (
    INSERT INTO inbox (org_id, run_id, id, dedupe_key, body)
    SELECT m.org_id, m.run_id, m.inbox_seq + row_number() OVER (PARTITION BY m.run_id ORDER BY m.n), m.dedupe_key, m.body
    FROM message m WHERE m.outcome = 'stored'
    RETURNING inbox.run_id, inbox.id
  ), moved AS (
    UPDATE run r SET inbox_seq = s.last
    FROM (SELECT stored.run_id, max(stored.id) AS last FROM stored GROUP BY stored.run_id) AS s
    WHERE r.id = s.run_id
    RETURNING r.id, r.owner, r.status
  ), told AS (
    SELECT hint_runs(array_agg(moved.id) FILTER (WHERE owner IS NULL AND status <> 'paused')) AS hints,
      notify_entries('omnilink_inbox', array_agg(moved.id::text) FILTER (WHERE owner IS NOT NULL)) AS notifications
    FROM moved
  )
  SELECT m.n, m.outcome FROM message m CROSS JOIN told WHERE told.hints >= 0 AND told.notifications >= 0 ORDER BY m.n;
END $$;

-- Turns up to `max_timers` due timers into messages, one process at a time. A due approval becomes `timedOut` unless a
-- person was first; then its timer goes without a message. Run rows are locked before approvals, as everywhere.
CREATE FUNCTION fire_due_timers(max_timers int) RETURNS TABLE (fired int, next_due_in_ms float8) LANGUAGE plpgsql AS $$
DECLARE
  due_runs uuid[];
  due_nodes text[];
  due_visits int[];
BEGIN
  fired := 0;
  IF pg_try_advisory_xact_lock(hashtextextended('omnilink timers', 7)) THEN
    SELECT array_agg(t.run_id), array_agg(t.node_id), array_agg(t.visit) INTO due_runs, due_nodes, due_visits
    FROM (SELECT * FROM timer WHERE due_at <= clock_timestamp() ORDER BY due_at LIMIT max_timers) AS t;
    IF due_runs IS NOT NULL THEN
      PERFORM 1 FROM run WHERE id = ANY (due_runs) ORDER BY id FOR NO KEY UPDATE;
      fired := post_timer_messages(due_runs, due_nodes, due_visits);
    END IF;
  END IF;
  SELECT extract(epoch FROM min(due_at) - clock_timestamp()) * 1000 INTO next_due_in_ms FROM timer;
  RETURN NEXT;
END $$;

CREATE FUNCTION post_timer_messages(due_runs uuid[], due_nodes text[], due_visits int[]) RETURNS int LANGUAGE sql AS $$
  WITH due AS (
    DELETE FROM timer t USING unnest(due_runs, due_nodes, due_visits) AS d(run_id, node_id, visit)
    WHERE (t.run_id, t.node_id, t.visit) = (d.run_id, d.node_id, d.visit) AND t.due_at <= clock_timestamp()
    RETURNING t.*
  ), timed_out AS (
    UPDATE approval a SET status = 'timedOut', decided_at = clock_timestamp()
    FROM due WHERE a.id = due.approval_id AND a.status = 'pending'
    RETURNING a.id
  ), mail AS (
    SELECT due.run_id,
      coalesce('approval:' || timed_out.id, 'timer:' || node_id || ':' || visit || ':' || (extract(epoch FROM due_at) * 1000)::bigint)
        AS dedupe_key,
      CASE WHEN timed_out.id IS NULL
        THEN json_build_object('type', 'timer', 'nodeId', node_id, 'visit', visit)
        ELSE json_build_object('type', 'approval', 'approvalId', timed_out.id, 'nodeId', node_id, 'visit', visit, 'decision', 'timedOut')
      END AS body
    FROM due LEFT JOIN timed_out ON timed_out.id = due.approval_id
    WHERE due.approval_id IS NULL OR timed_out.id IS NOT NULL
  )
  SELECT count(posted.n)::int
  FROM (SELECT array_agg(run_id) AS runs, array_agg(dedupe_key) AS keys, array_agg(body) AS bodies FROM mail) AS m,
    post_messages(m.runs, m.keys, m.bodies) AS posted
$$;
