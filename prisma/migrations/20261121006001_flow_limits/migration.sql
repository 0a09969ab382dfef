-- Limits of flows (docs/adr/0020). A run of a flow with limits has a row in run_gate, which says what it competes for, and
-- `run.gate`, which says whether it may be driven now:
--   null  nothing limits it, or nothing does any more
--   shut  it holds no slot: it waits for one, or for something else
--   open  it holds a slot, until it parks or ends
--   pass  it holds none and may be looked at all the same, because it is to be paused or canceled
-- The slots taken are the open runs themselves, so nothing has to be given back when a process dies.

-- AlterTable
ALTER TABLE "run" ADD COLUMN "gate" TEXT;

-- CreateTable
CREATE TABLE "run_gate" (
    "run_id" UUID NOT NULL,
    "org_id" UUID NOT NULL,
    "flow_id" UUID NOT NULL,
    "lane" TEXT NOT NULL,
    "concurrency_key" TEXT,
    "max_running" INTEGER,
    "throttle_key" TEXT,
    "throttle_limit" INTEGER,
    "throttle_ms" BIGINT,
    "singleton_key" TEXT,
    "priority" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
    "waiting_since" TIMESTAMPTZ(6),
    "started_at" TIMESTAMPTZ(6),

    CONSTRAINT "run_gate_pkey" PRIMARY KEY ("run_id")
);

-- ---- what Prisma cannot say ----

ALTER TABLE run ADD CONSTRAINT run_gate_check CHECK (gate IN ('shut', 'open', 'pass'));
ALTER TABLE run_gate SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);

-- The slots that are taken.
CREATE INDEX run_gate_open ON run (flow_id) WHERE gate = 'open' AND ended_at IS NULL;
-- Who is next.
CREATE INDEX run_gate_waiting ON run_gate (flow_id, lane, priority DESC, waiting_since, run_id) WHERE waiting_since IS NOT NULL;
-- What has been started lately.
CREATE INDEX run_gate_throttle ON run_gate (flow_id, throttle_key, started_at) WHERE throttle_key IS NOT NULL;
CREATE INDEX run_gate_singleton ON run_gate (flow_id, singleton_key) WHERE singleton_key IS NOT NULL;

-- ---- admission ----

-- The runs of a flow that may go on now, highest priority first and then in order of waiting; null when there are none. A
-- lane is a line of runs that compete for the same things. Runs whose rows are locked are left out: nobody waits for a row
-- while holding the lock of a flow, which is what makes it safe to ask for that lock while holding rows.
CREATE FUNCTION next_admissions(flow uuid) RETURNS uuid[] LANGUAGE sql VOLATILE AS $$
  WITH RECURSIVE lane AS (
    (SELECT g.lane FROM run_gate g WHERE g.flow_id = flow AND g.waiting_since IS NOT NULL ORDER BY g.lane LIMIT 1)
    UNION ALL
    SELECT (SELECT g.lane FROM run_gate g WHERE g.flow_id = flow AND g.waiting_since IS NOT NULL AND g.lane > lane.lane ORDER BY g.lane LIMIT 1)
    FROM lane WHERE lane.lane IS NOT NULL
  ), head AS (
    SELECT lane.lane, h.* FROM lane CROSS JOIN LATERAL (
      SELECT g.concurrency_key, g.max_running, g.throttle_limit, g.throttle_ms,
        -- Only a first start counts for a throttle.
        CASE WHEN g.started_at IS NULL THEN g.throttle_key END AS throttle_key
      FROM run_gate g WHERE g.flow_id = flow AND g.lane = lane.lane AND g.waiting_since IS NOT NULL
      ORDER BY g.priority DESC, g.waiting_since, g.run_id LIMIT 1
    ) AS h
    WHERE lane.lane IS NOT NULL
  ), running AS MATERIALIZED (
    SELECT g.concurrency_key AS key, count(*) AS n FROM run r JOIN run_gate g ON g.run_id = r.id
    WHERE r.flow_id = flow AND r.gate = 'open' AND r.ended_at IS NULL GROUP BY 1
  ), room AS (
    SELECT head.*,
      CASE WHEN head.concurrency_key IS NULL THEN 500 ELSE head.max_running - coalesce(running.n, 0) END AS slots,
      CASE WHEN head.throttle_key IS NULL THEN 500 ELSE head.throttle_limit - (
        SELECT count(*) FROM run_gate t WHERE t.flow_id = flow AND t.throttle_key = head.throttle_key
          AND t.started_at > clock_timestamp() - head.throttle_ms * interval '1 millisecond'
      ) END AS starts
    FROM head LEFT JOIN running ON running.key = head.concurrency_key
  ), candidate AS MATERIALIZED (
    SELECT room.concurrency_key, room.throttle_key, room.slots, room.starts, c.* FROM room CROSS JOIN LATERAL (
      SELECT g.run_id, g.priority, g.waiting_since FROM run_gate g JOIN run r ON r.id = g.run_id
      WHERE g.flow_id = flow AND g.lane = room.lane AND g.waiting_since IS NOT NULL
        AND r.gate = 'shut' AND r.owner IS NULL AND r.ended_at IS NULL AND r.status <> 'paused'
      ORDER BY g.priority DESC, g.waiting_since, g.run_id
      LIMIT least(room.slots, room.starts, 500)
      FOR NO KEY UPDATE OF r SKIP LOCKED
    ) AS c
    WHERE room.slots > 0 AND room.starts > 0
  ), ranked AS (
    SELECT *,
      row_number() OVER (PARTITION BY concurrency_key ORDER BY priority DESC, waiting_since, run_id) AS slot,
      row_number() OVER (PARTITION BY throttle_key ORDER BY priority DESC, waiting_since, run_id) AS start
    FROM candidate
  )
  SELECT array_agg(run_id ORDER BY priority DESC, waiting_since, run_id) FROM ranked
  WHERE (concurrency_key IS NULL OR slot <= slots) AND (throttle_key IS NULL OR start <= starts)
$$;

-- Opens the gates of the flows for as many runs as there is room for and hints them; returns how many. One at a time per
-- flow, in any process. A run that only a throttle limited is free of limits once it has started; one that comes back for
-- a slot stands in a lane that no throttle holds.
CREATE FUNCTION admit_runs(flow_ids uuid[]) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  flow uuid;
  ids uuid[];
  admitted int := 0;
BEGIN
  IF coalesce(cardinality(flow_ids), 0) = 0 THEN
    RETURN 0;
  END IF;
  FOR flow IN SELECT DISTINCT f FROM unnest(flow_ids) AS f ORDER BY f LOOP
    PERFORM pg_advisory_xact_lock(hashtextextended('omnilink admission ' || flow, 7));
    LOOP
      ids := next_admissions(flow);
      EXIT WHEN ids IS NULL;
      UPDATE run SET gate = CASE WHEN g.concurrency_key IS NOT NULL THEN 'open' END FROM run_gate g WHERE run.id = ANY (ids) AND g.run_id = run.id;
      UPDATE run_gate SET waiting_since = NULL, started_at = coalesce(started_at, clock_timestamp()), lane = 'again ' || concurrency_key
      WHERE run_id = ANY (ids) AND concurrency_key IS NOT NULL;
      UPDATE run_gate SET waiting_since = NULL, started_at = coalesce(started_at, clock_timestamp())
      WHERE run_id = ANY (ids) AND concurrency_key IS NULL;
      PERFORM hint_runs(ids);
      admitted := admitted + cardinality(ids);
    END LOOP;
  END LOOP;
  RETURN admitted;
END $$;

-- Admits wherever a run waits: what opens a throttle is only time, and a process may have died between giving up a slot and
-- admitting the next run. `next_in_ms` is when the next throttle opens. One process at a time.
CREATE FUNCTION admit_waiting(OUT admitted int, OUT next_in_ms float8) LANGUAGE plpgsql AS $$
DECLARE
  flows uuid[];
BEGIN
  admitted := 0;
  IF NOT pg_try_advisory_xact_lock(hashtextextended('omnilink admissions', 7)) THEN
    RETURN;
  END IF;
  WITH RECURSIVE waiting AS (
    (SELECT flow_id FROM run_gate WHERE waiting_since IS NOT NULL ORDER BY flow_id LIMIT 1)
    UNION ALL
    SELECT (SELECT g.flow_id FROM run_gate g WHERE g.waiting_since IS NOT NULL AND g.flow_id > waiting.flow_id ORDER BY g.flow_id LIMIT 1)
    FROM waiting WHERE waiting.flow_id IS NOT NULL
  )
  SELECT array_agg(flow_id) INTO flows FROM waiting WHERE flow_id IS NOT NULL;
  IF flows IS NULL THEN
    RETURN;
  END IF;
  admitted := admit_runs(flows);
  SELECT min(extract(epoch FROM opens_at - clock_timestamp()) * 1000) INTO next_in_ms
  FROM (SELECT DISTINCT flow_id, throttle_key, throttle_limit, throttle_ms FROM run_gate
    WHERE waiting_since IS NOT NULL AND started_at IS NULL AND throttle_key IS NOT NULL) AS t
  CROSS JOIN LATERAL (
    SELECT g.started_at + t.throttle_ms * interval '1 millisecond' AS opens_at FROM run_gate g
    WHERE g.flow_id = t.flow_id AND g.throttle_key = t.throttle_key AND g.started_at IS NOT NULL
    ORDER BY g.started_at DESC OFFSET t.throttle_limit - 1 LIMIT 1
  ) AS o;
END $$;

-- Puts runs with shut gates in line and lets in whom there is room for.
CREATE FUNCTION queue_runs(run_ids uuid[]) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  flows uuid[];
BEGIN
  IF coalesce(cardinality(run_ids), 0) = 0 THEN
    RETURN 0;
  END IF;
  WITH queued AS (
    UPDATE run_gate SET waiting_since = coalesce(waiting_since, clock_timestamp()) WHERE run_id = ANY (run_ids) RETURNING flow_id
  )
  SELECT array_agg(DISTINCT flow_id) INTO flows FROM queued;
  RETURN admit_runs(flows);
END $$;

-- Takes runs out of the line, because they are to be paused or canceled.
CREATE FUNCTION unqueue_runs(run_ids uuid[]) RETURNS int LANGUAGE sql AS $$
  WITH gone AS (
    UPDATE run_gate SET waiting_since = NULL WHERE run_id = ANY (run_ids) AND waiting_since IS NOT NULL RETURNING 1
  )
  SELECT count(*)::int FROM gone
$$;

-- ---- hints of new runs ----

-- As hint_runs, each with a level: 0 is looked at before everything else, the others wait behind lower ones in a queue of
-- their own (engine/runtime/fair-share.ts).
CREATE FUNCTION hint_new_runs(run_ids uuid[], levels int[]) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(cardinality(run_ids), 0) = 0 THEN
    RETURN 0;
  END IF;
  RETURN (SELECT count(*) FROM graphile_worker.add_jobs(ARRAY(
    SELECT (CASE WHEN level = 0 THEN 'drive' ELSE 'driveLater' END, json_build_object('runId', id), NULL, NULL, 1000, 'run:' || id, level, NULL)::graphile_worker.job_spec
    FROM unnest(run_ids, levels) AS hinted(id, level))));
END $$;

-- ---- mail ----

-- Mail for a run with a shut gate puts it in line instead of hinting it; to be paused or canceled, a run needs no slot.
CREATE OR REPLACE FUNCTION post_messages(run_ids uuid[], dedupe_keys text[], bodies json[]) RETURNS TABLE (n int, result text)
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM run WHERE run.id = ANY (run_ids) ORDER BY run.id FOR NO KEY UPDATE;
  RETURN QUERY
  WITH message AS (
    SELECT m.n::int AS n, m.run_id, m.dedupe_key, m.body, r.org_id, r.inbox_seq,
      m.body ->> 'type' IN ('resume', 'cancel') AS wakes,
      m.body ->> 'type' IN ('pause', 'cancel') AS passes,
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
    UPDATE run r SET inbox_seq = s.last,
      status = CASE WHEN r.status = 'paused' AND r.owner IS NULL AND s.wakes AND NOT EXISTS (
        SELECT 1 FROM incident i WHERE i.run_id = r.id AND i.kind = 'quarantined' AND i.status = 'open'
      ) THEN 'queued' ELSE r.status END,
      gate = CASE WHEN r.gate = 'shut' AND r.owner IS NULL AND s.passes THEN 'pass' ELSE r.gate END
    FROM (
      SELECT stored.run_id, max(stored.id) AS last,
        bool_or(EXISTS (SELECT 1 FROM message m WHERE m.run_id = stored.run_id AND m.wakes AND m.outcome = 'stored')) AS wakes,
        bool_or(EXISTS (SELECT 1 FROM message m WHERE m.run_id = stored.run_id AND m.passes AND m.outcome = 'stored')) AS passes
      FROM stored GROUP BY stored.run_id
    ) AS s
    WHERE r.id = s.run_id
    RETURNING r.id, r.owner, r.status, r.gate
  ), told AS (
    SELECT hint_runs(array_agg(moved.id) FILTER (WHERE owner IS NULL AND status <> 'paused' AND gate IS DISTINCT FROM 'shut')) AS hints,
      notify_entries('omnilink_inbox', array_agg(moved.id::text) FILTER (WHERE owner IS NOT NULL)) AS notifications,
      array_agg(moved.id) FILTER (WHERE owner IS NULL AND status <> 'paused' AND gate = 'shut') AS queued,
      array_agg(moved.id) FILTER (WHERE owner IS NULL AND gate = 'pass') AS passing
    FROM moved
  ), gates AS (
    SELECT CASE WHEN queued IS NULL THEN 0 ELSE queue_runs(queued) END AS admitted,
      CASE WHEN passing IS NULL THEN 0 ELSE unqueue_runs(passing) END AS unqueued
    FROM told
  )
  SELECT m.n, m.outcome FROM message m CROSS JOIN told CROSS JOIN gates
  WHERE told.hints >= 0 AND told.notifications >= 0 AND gates.admitted >= 0 AND gates.unqueued >= 0 ORDER BY m.n;
END $$;
