-- What a start and a takeover ask of the server (docs/adr/0032).

-- ---- hints ----

-- The first hint of a run that was made in this transaction. Nobody can have given it one, so there is nothing to replace
-- and no queue to make: what `graphile_worker.add_jobs` looks at before it inserts takes five times as long as the insert.
-- The row and the announcement are those of `add_jobs`; a task that it has not made yet is left to it.
CREATE FUNCTION hint_created_runs(run_ids uuid[], levels int[]) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  hinted int;
BEGIN
  IF coalesce(cardinality(run_ids), 0) = 0 THEN
    RETURN 0;
  END IF;
  IF (SELECT count(*) FROM graphile_worker._private_tasks WHERE identifier IN ('drive', 'driveLater')) < 2 THEN
    RETURN hint_new_runs(run_ids, levels);
  END IF;
  INSERT INTO graphile_worker._private_jobs (task_id, payload, max_attempts, key, priority)
  SELECT t.id, run_hint_payload(h.id), 1000, run_hint_key(h.id), h.level
  FROM unnest(run_ids, levels) AS h(id, level)
  JOIN graphile_worker._private_tasks t ON t.identifier = CASE WHEN h.level = 0 THEN 'drive' ELSE 'driveLater' END;
  GET DIAGNOSTICS hinted = ROW_COUNT;
  PERFORM pg_notify('jobs:insert', '{"r":' || random() || ',"count":' || hinted || '}');
  RETURN hinted;
END $$;

-- The body of a function in SQL is planned again by every statement that calls it; that of one in PL/pgSQL once per session.
CREATE OR REPLACE FUNCTION notify_entries(channel text, entries text[]) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  IF entries IS NULL THEN
    RETURN 0;
  END IF;
  RETURN (
    SELECT count(pg_notify(channel, message))
    FROM (
      SELECT string_agg(entry, ',') AS message
      FROM unnest(entries) WITH ORDINALITY AS e(entry, n)
      GROUP BY (n - 1) / 150
    ) AS messages
  );
END $$;

-- ---- takeover ----

-- Opens the hints that workers held who are dead. Those that lost their key, because a newer hint replaced them while they
-- were held, can never run and are removed.
CREATE FUNCTION open_hints_of(worker_ids text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM graphile_worker.force_unlock_workers(worker_ids);
  PERFORM graphile_worker.complete_jobs(ARRAY(
    SELECT id FROM graphile_worker.jobs WHERE task_identifier IN ('drive', 'driveLater') AND key IS NULL AND locked_at IS NULL));
  PERFORM pg_notify('jobs:insert', json_build_object('r', random(), 'count', 100)::text);
END $$;

-- Takes a dead pool out of the list and opens its hints: whether it was there, and nobody else takes it. The lock, held to
-- the end of the transaction, is the proof of death and lets one process through.
CREATE FUNCTION take_dead_pool(dead uuid) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  workers text;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended(dead::text, 7)) THEN
    RETURN false;
  END IF;
  DELETE FROM pool_lease WHERE pool_id = dead RETURNING coalesce(worker_id, '') INTO workers;
  IF workers <> '' THEN
    PERFORM open_hints_of(string_to_array(workers, ','));
  END IF;
  RETURN workers IS NOT NULL;
END $$;
