-- What waits in line keeps to the numbers of the version that is live where it runs, whichever version it was started with
-- (docs/limits.md). They are written when a version goes live and read at each admission; the rows of the runs, of which
-- there may be thousands in line, are not touched.

-- CreateTable
CREATE TABLE "live_pace" (
    "org_id" UUID NOT NULL,
    "flow_id" UUID NOT NULL,
    "environment" TEXT NOT NULL,
    "max_running" INTEGER,
    "throttle_limit" INTEGER,
    "throttle_ms" BIGINT,

    CONSTRAINT "live_pace_pkey" PRIMARY KEY ("flow_id","environment")
);

-- AlterTable
ALTER TABLE "run_gate" ADD COLUMN "environment" TEXT NOT NULL DEFAULT 'prod';

-- AlterTable
ALTER TABLE "flow" ADD COLUMN "has_collected" BOOLEAN NOT NULL DEFAULT false;

-- AddForeignKey
ALTER TABLE "live_pace" ADD CONSTRAINT "live_pace_flow_id_fkey" FOREIGN KEY ("flow_id") REFERENCES "flow"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ---- what Prisma cannot say ----

UPDATE run_gate g SET environment = r.environment FROM run r WHERE r.id = g.run_id AND r.environment <> 'prod';
UPDATE flow SET has_collected = true WHERE id IN (SELECT flow_id FROM limited_start WHERE trigger_key IS NOT NULL);

INSERT INTO live_pace (org_id, flow_id, environment, max_running, throttle_limit, throttle_ms)
SELECT v.org_id, v.flow_id, live.environment, (l.limits #>> '{concurrency,max}')::int, (l.limits #>> '{throttle,limit}')::int,
  round(extract(epoch FROM (l.limits #>> '{throttle,period}')::interval) * 1000)
FROM (
  SELECT active_version_id AS version_id, 'prod' AS environment FROM flow
  UNION ALL SELECT version_id, environment FROM flow_live
) AS live JOIN flow_version v ON v.id = live.version_id
CROSS JOIN LATERAL (SELECT readable_json(v.document) -> 'limits' AS limits) AS l;

-- As before, but with the numbers that are live. A flow that has not gone live anywhere has none: its runs, if it has any,
-- keep to those they came with. Where a number is gone the limit is, and its key holds nobody up any more.
CREATE OR REPLACE FUNCTION next_admissions(flow uuid) RETURNS uuid[] LANGUAGE sql VOLATILE AS $$
  WITH RECURSIVE lane AS (
    (SELECT g.lane FROM run_gate g WHERE g.flow_id = flow AND g.waiting_since IS NOT NULL ORDER BY g.lane LIMIT 1)
    UNION ALL
    SELECT (SELECT g.lane FROM run_gate g WHERE g.flow_id = flow AND g.waiting_since IS NOT NULL AND g.lane > lane.lane ORDER BY g.lane LIMIT 1)
    FROM lane WHERE lane.lane IS NOT NULL
  ), head AS (
    SELECT lane.lane, n.max_running, n.throttle_limit, n.throttle_ms,
      CASE WHEN n.max_running IS NOT NULL THEN h.concurrency_key END AS concurrency_key,
      -- Only a first start counts for a throttle.
      CASE WHEN n.throttle_limit IS NOT NULL AND h.started_at IS NULL THEN h.throttle_key END AS throttle_key
    FROM lane CROSS JOIN LATERAL (
      SELECT g.* FROM run_gate g WHERE g.flow_id = flow AND g.lane = lane.lane AND g.waiting_since IS NOT NULL
      ORDER BY g.priority DESC, g.waiting_since, g.run_id LIMIT 1
    ) AS h
    LEFT JOIN live_pace p ON p.flow_id = flow AND p.environment = h.environment
    CROSS JOIN LATERAL (
      SELECT CASE WHEN p.flow_id IS NULL THEN h.max_running ELSE p.max_running END AS max_running,
        CASE WHEN p.flow_id IS NULL THEN h.throttle_limit ELSE p.throttle_limit END AS throttle_limit,
        CASE WHEN p.flow_id IS NULL THEN h.throttle_ms ELSE p.throttle_ms END AS throttle_ms
    ) AS n
    WHERE lane.lane IS NOT NULL
  ), running AS MATERIALIZED (
    SELECT g.concurrency_key AS key, count(*) AS n FROM run r JOIN run_gate g ON g.run_id = r.id
    WHERE r.flow_id = flow AND r.gate = 'open' AND r.ended_at IS NULL GROUP BY 1
  ), begun AS MATERIALIZED (
    -- Once per key: with a lane for each of a thousand customers and one throttle for all, it was counted a thousand times.
    SELECT k.throttle_key AS key, k.throttle_ms AS ms, (
      SELECT count(*) FROM run_gate t WHERE t.flow_id = flow AND t.throttle_key = k.throttle_key
        AND t.started_at > clock_timestamp() - k.throttle_ms * interval '1 millisecond'
    ) AS n
    FROM (SELECT DISTINCT throttle_key, throttle_ms FROM head WHERE throttle_key IS NOT NULL) AS k
  ), room AS (
    SELECT head.*,
      CASE WHEN head.concurrency_key IS NULL THEN 500 ELSE head.max_running - coalesce(running.n, 0) END AS slots,
      CASE WHEN head.throttle_key IS NULL THEN 500 ELSE head.throttle_limit - begun.n END AS starts
    FROM head LEFT JOIN running ON running.key = head.concurrency_key
    LEFT JOIN begun ON begun.key = head.throttle_key AND begun.ms = head.throttle_ms
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

-- As before, but when a new version lets go thousands at once, those after the first go to the second queue of hints: they
-- are a flood, and others start beside them (docs/adr/0021).
CREATE OR REPLACE FUNCTION admit_flow(flow uuid) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  ids uuid[];
  admitted int := 0;
BEGIN
  LOOP
    ids := next_admissions(flow);
    EXIT WHEN ids IS NULL;
    UPDATE run SET gate = CASE WHEN g.concurrency_key IS NOT NULL THEN 'open' END FROM run_gate g WHERE run.id = ANY (ids) AND g.run_id = run.id;
    UPDATE run_gate SET waiting_since = NULL, started_at = coalesce(started_at, clock_timestamp()),
      lane = CASE WHEN concurrency_key IS NULL THEN lane ELSE 'again ' || max_running || ' ' || concurrency_key END
    WHERE run_id = ANY (ids);
    PERFORM hint_new_runs(ids, array_fill(admitted / 500, ARRAY[cardinality(ids)]));
    admitted := admitted + cardinality(ids);
  END LOOP;
  RETURN admitted;
END $$;

-- As before, but with the numbers that are live.
CREATE OR REPLACE FUNCTION admit_waiting(OUT admitted int, OUT next_in_ms float8) LANGUAGE plpgsql AS $$
DECLARE
  flows uuid[];
  flow uuid;
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
  FOREACH flow IN ARRAY flows LOOP
    IF pg_try_advisory_xact_lock(hashtextextended('omnilink admission ' || flow, 7)) THEN
      admitted := admitted + admit_flow(flow);
    END IF;
  END LOOP;
  SELECT min(extract(epoch FROM opens_at - clock_timestamp()) * 1000) INTO next_in_ms
  FROM (SELECT DISTINCT flow_id, environment, throttle_key, throttle_limit, throttle_ms FROM run_gate
    WHERE waiting_since IS NOT NULL AND started_at IS NULL AND throttle_key IS NOT NULL) AS t
  LEFT JOIN live_pace p ON p.flow_id = t.flow_id AND p.environment = t.environment
  CROSS JOIN LATERAL (
    SELECT CASE WHEN p.flow_id IS NULL THEN t.throttle_limit ELSE p.throttle_limit END AS throttle_limit,
      CASE WHEN p.flow_id IS NULL THEN t.throttle_ms ELSE p.throttle_ms END AS throttle_ms
  ) AS n
  CROSS JOIN LATERAL (
    SELECT g.started_at + n.throttle_ms * interval '1 millisecond' AS opens_at FROM run_gate g
    WHERE g.flow_id = t.flow_id AND g.throttle_key = t.throttle_key AND g.started_at IS NOT NULL
    ORDER BY g.started_at DESC OFFSET n.throttle_limit - 1 LIMIT 1
  ) AS o
  WHERE n.throttle_limit IS NOT NULL;
END $$;
