-- As before, but a timer whose run somebody is writing to waits for the next look. Waiting for that run here held up the timers
-- of all the others, and whoever took runs over in another order than theirs met this in a deadlock, a second at a time.
CREATE OR REPLACE FUNCTION fire_due_timers(max_timers int) RETURNS TABLE (fired int, next_due_in_ms float8) LANGUAGE plpgsql AS $$
DECLARE
  moment timestamptz := clock_timestamp();
  due_runs uuid[];
  free_runs uuid[];
  due_nodes text[];
  due_visits int[];
BEGIN
  fired := 0;
  IF pg_try_advisory_xact_lock(hashtextextended('omnilink timers', 7)) THEN
    SELECT array_agg(t.run_id) INTO due_runs
    FROM (SELECT run_id FROM timer WHERE due_at <= moment ORDER BY due_at LIMIT max_timers) AS t;
    IF due_runs IS NOT NULL THEN
      SELECT array_agg(r.id) INTO free_runs
      FROM (SELECT id FROM run WHERE id = ANY (due_runs) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED) AS r;
      SELECT array_agg(t.run_id), array_agg(t.node_id), array_agg(t.visit) INTO due_runs, due_nodes, due_visits
      FROM (SELECT * FROM timer WHERE run_id = ANY (free_runs) AND due_at <= moment ORDER BY due_at LIMIT max_timers) AS t;
      IF due_runs IS NOT NULL THEN
        fired := post_timer_messages(due_runs, due_nodes, due_visits);
      END IF;
    END IF;
  END IF;
  SELECT extract(epoch FROM min(due_at) - clock_timestamp()) * 1000 INTO next_due_in_ms FROM timer;
  RETURN NEXT;
END $$;

-- Who takes over a dead process's runs locked its hints first and its runs then; who posts a message to runs does it the other
-- way round. Now the lease is taken alone, so that the hints can be opened when the runs are free. `take_dead_pool` stays for
-- processes of the former release. NULL: it lives, or another process took it.
CREATE FUNCTION take_dead_lease(dead uuid) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
  workers text[];
BEGIN
  IF pg_try_advisory_xact_lock(hashtextextended(dead::text, 7)) THEN
    DELETE FROM pool_lease WHERE pool_id = dead RETURNING string_to_array(coalesce(worker_id, ''), ',') INTO workers;
  END IF;
  RETURN workers;
END $$;

-- As before, in the order of the runs, which is that of the hints: whoever completes some of them meanwhile waits for them in
-- the same order.
CREATE OR REPLACE FUNCTION hint_runs(run_ids uuid[]) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(cardinality(run_ids), 0) = 0 THEN
    RETURN 0;
  END IF;
  RETURN (SELECT count(*) FROM graphile_worker.add_jobs(ARRAY(
    SELECT ('drive', run_hint_payload(id), NULL, NULL, 1000, run_hint_key(id), 0, NULL)::graphile_worker.job_spec
    FROM (SELECT DISTINCT unnest(run_ids) AS id) AS hinted ORDER BY id)));
END $$;

CREATE OR REPLACE FUNCTION hint_runs_apart(run_ids uuid[], within_seconds float8[]) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(cardinality(run_ids), 0) = 0 THEN
    RETURN 0;
  END IF;
  RETURN (SELECT count(*) FROM graphile_worker.add_jobs(ARRAY(
    SELECT ('drive', run_hint_payload(id), NULL, now() + random() * make_interval(secs => seconds), 1000, run_hint_key(id), 0, NULL)::graphile_worker.job_spec
    FROM unnest(run_ids, within_seconds) AS hinted(id, seconds) ORDER BY id)));
END $$;
