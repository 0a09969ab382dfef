-- As before, but the moment is read once: compared with the clock row by row, every look at the timers read all of them
-- instead of the few that are due.
CREATE OR REPLACE FUNCTION fire_due_timers(max_timers int) RETURNS TABLE (fired int, next_due_in_ms float8) LANGUAGE plpgsql AS $$
DECLARE
  moment timestamptz := clock_timestamp();
  due_runs uuid[];
  due_nodes text[];
  due_visits int[];
BEGIN
  fired := 0;
  IF pg_try_advisory_xact_lock(hashtextextended('omnilink timers', 7)) THEN
    SELECT array_agg(t.run_id), array_agg(t.node_id), array_agg(t.visit) INTO due_runs, due_nodes, due_visits
    FROM (SELECT * FROM timer WHERE due_at <= moment ORDER BY due_at LIMIT max_timers) AS t;
    IF due_runs IS NOT NULL THEN
      PERFORM 1 FROM run WHERE id = ANY (due_runs) ORDER BY id FOR NO KEY UPDATE;
      fired := post_timer_messages(due_runs, due_nodes, due_visits);
    END IF;
  END IF;
  SELECT extract(epoch FROM min(due_at) - clock_timestamp()) * 1000 INTO next_due_in_ms FROM timer;
  RETURN NEXT;
END $$;
