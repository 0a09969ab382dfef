-- Opens the gates of a flow for as many runs as there is room for and hints them; returns how many. Whoever calls it holds
-- the lock of the flow. A run that comes back for its slot stands in a lane of its own limit: in one lane with others, the
-- limit of the first in line was taken for all, and after a new version with a lower one too many went on.
CREATE FUNCTION admit_flow(flow uuid) RETURNS int LANGUAGE plpgsql AS $$
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
    PERFORM hint_runs(ids);
    admitted := admitted + cardinality(ids);
  END LOOP;
  RETURN admitted;
END $$;

-- One at a time per flow, in any process.
CREATE OR REPLACE FUNCTION admit_runs(flow_ids uuid[]) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  flow uuid;
  admitted int := 0;
BEGIN
  IF coalesce(cardinality(flow_ids), 0) = 0 THEN
    RETURN 0;
  END IF;
  FOR flow IN SELECT DISTINCT f FROM unnest(flow_ids) AS f ORDER BY f LOOP
    PERFORM pg_advisory_xact_lock(hashtextextended('omnilink admission ' || flow, 7));
    admitted := admitted + admit_flow(flow);
  END LOOP;
  RETURN admitted;
END $$;

-- As before, but it passes by a flow that somebody else is admitting runs of. Waiting for one would keep the locks of all
-- before it: a flow of one organization stood still for as long as a transaction of another one took.
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
  FROM (SELECT DISTINCT flow_id, throttle_key, throttle_limit, throttle_ms FROM run_gate
    WHERE waiting_since IS NOT NULL AND started_at IS NULL AND throttle_key IS NOT NULL) AS t
  CROSS JOIN LATERAL (
    SELECT g.started_at + t.throttle_ms * interval '1 millisecond' AS opens_at FROM run_gate g
    WHERE g.flow_id = t.flow_id AND g.throttle_key = t.throttle_key AND g.started_at IS NOT NULL
    ORDER BY g.started_at DESC OFFSET t.throttle_limit - 1 LIMIT 1
  ) AS o;
END $$;
