-- One row per checkpoint instead of one per event (docs/adr/0011): `run_log` holds batches of events, and `run_event`
-- becomes a view that expands them.

-- CreateTable
CREATE TABLE "run_log" (
    "org_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "first_seq" INTEGER NOT NULL,
    "last_seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "events" JSON NOT NULL,

    CONSTRAINT "run_log_pkey" PRIMARY KEY ("run_id","last_seq")
) PARTITION BY RANGE ("run_id");

-- A batch stays in its row up to 8 kB, compressed; only larger ones move to the TOAST table, which costs an index entry.
-- Partitions inherit both settings. lz4 compresses faster than pglz; not every build has it.
ALTER TABLE run_log ALTER COLUMN events SET STORAGE MAIN;
DO $$ BEGIN
  IF 'lz4' = ANY ((SELECT enumvals FROM pg_settings WHERE name = 'default_toast_compression')::text[]) THEN
    ALTER TABLE run_log ALTER COLUMN events SET COMPRESSION lz4;
  END IF;
END $$;

CREATE TABLE run_log_default PARTITION OF run_log DEFAULT;

-- Makes the partition of the month in which `moment` lies. Gives up quietly when batches of that month already lie in the
-- default partition (nobody called this for months) or when the lock cannot be had soon; writing goes on into the default.
CREATE FUNCTION create_run_log_partition(moment timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  month timestamp := date_trunc('month', moment AT TIME ZONE 'UTC');
  partition_name text := 'run_log_' || to_char(month, 'YYYY"_"MM');
BEGIN
  IF to_regclass(partition_name) IS NOT NULL THEN
    RETURN;
  END IF;
  PERFORM set_config('lock_timeout', '1000', true);
  EXECUTE format('CREATE TABLE %I PARTITION OF run_log FOR VALUES FROM (%L) TO (%L)', partition_name,
    run_id_floor(month AT TIME ZONE 'UTC'), run_id_floor((month + interval '1 month') AT TIME ZONE 'UTC'));
EXCEPTION WHEN check_violation OR lock_not_available OR duplicate_table THEN
  NULL;
END $$;

-- This month and the next.
CREATE FUNCTION create_run_log_partitions() RETURNS void LANGUAGE sql AS $$
  SELECT create_run_log_partition(now()), create_run_log_partition(date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' + interval '1 month')
$$;

-- ---- the events there are ----

-- The moment in the first 48 bits of a run id.
CREATE FUNCTION run_id_moment(id uuid) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$
  SELECT to_timestamp(('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint / 1000.0)
$$;

SELECT create_run_log_partition(month)
FROM (SELECT DISTINCT date_trunc('month', run_id_moment(run_id) AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' AS month FROM run_event WHERE seq = 1) AS known
WHERE month BETWEEN timestamptz '2020-01-01Z' AND now();

SELECT create_run_log_partitions();

-- The members of an event that are at its end and null are left out, as the engine writes it.
INSERT INTO run_log (org_id, run_id, first_seq, last_seq, at, events)
SELECT org_id, run_id, min(seq), max(seq), min(at), ('[' || string_agg(
    CASE WHEN node_id IS NULL
      THEN json_build_array(type, round(extract(epoch FROM at - first_at) * 1000)::bigint, data)
      ELSE json_build_array(type, round(extract(epoch FROM at - first_at) * 1000)::bigint, data, node_id, visit, attempt)
    END::text, ',' ORDER BY seq) || ']')::json
FROM (SELECT *, (seq - 1) / 100 AS batch, min(at) OVER (PARTITION BY run_id, (seq - 1) / 100) AS first_at FROM run_event) AS event
GROUP BY org_id, run_id, batch;

DROP TABLE run_event;
DROP FUNCTION create_run_event_partitions();

-- ---- one row per event, for people and tests ----

-- Members of an event: [type, milliseconds after at, data, node id, visit, attempt, item]; what is null at the end is left
-- out. json_array_elements gives each as the text that was stored; the operators -> and #>> refuse \u0000 anywhere in what
-- they read, so they are asked only of short members.
CREATE VIEW run_event AS
SELECT l.org_id, l.run_id, (l.first_seq + e.n - 1)::int AS seq, m[1] #>> '{}' AS type,
  l.at + (m[2] #>> '{}')::float8 * interval '1 millisecond' AS at,
  m[4] #>> '{}' AS node_id, (m[5] #>> '{}')::int AS visit, (m[6] #>> '{}')::int AS attempt, (m[7] #>> '{}')::int AS item, m[3] AS data
FROM run_log l
CROSS JOIN json_array_elements(l.events) WITH ORDINALITY AS e(event, n)
CROSS JOIN LATERAL (SELECT array_agg(member ORDER BY k) FROM json_array_elements(e.event) WITH ORDINALITY AS x(member, k)) AS members(m);
