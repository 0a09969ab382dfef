-- As before, but a run that was paused since somebody looked does not take a rewind: it lay unread until the run was resumed,
-- and nothing told of it, neither whoever had asked for it nor the log.
CREATE OR REPLACE FUNCTION post_messages(run_ids uuid[], dedupe_keys text[], bodies json[]) RETURNS TABLE (n int, result text)
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM run WHERE run.id = ANY (run_ids) ORDER BY run.id FOR NO KEY UPDATE;
  RETURN QUERY
  WITH message AS (
    SELECT m.n::int AS n, m.run_id, m.dedupe_key, m.body, r.org_id, r.inbox_seq,
      readable_json(m.body) ->> 'type' IN ('resume', 'cancel') AS wakes,
      readable_json(m.body) ->> 'type' IN ('pause', 'cancel') AS passes,
      readable_json(m.body) ->> 'type' = 'resume' AS resumes,
      CASE
        WHEN r.id IS NULL THEN 'unknownRun'
        WHEN EXISTS (SELECT 1 FROM inbox i WHERE i.run_id = m.run_id AND i.dedupe_key = m.dedupe_key)
          OR row_number() OVER (PARTITION BY m.run_id, m.dedupe_key ORDER BY m.n) > 1 THEN 'duplicate'
        WHEN r.ended_at IS NOT NULL THEN 'ended'
        WHEN r.status = 'paused' AND readable_json(m.body) ->> 'type' = 'rewind' THEN 'paused'
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
      gate = CASE
        WHEN r.gate = 'shut' AND r.owner IS NULL AND s.passes THEN 'pass'
        WHEN r.gate = 'pass' AND r.owner IS NULL AND s.resumes AND NOT s.passes AND NOT EXISTS (
          SELECT 1 FROM inbox i WHERE i.run_id = r.id AND i.id > r.inbox_read AND readable_json(i.body) ->> 'type' = 'cancel'
        ) THEN 'shut'
        ELSE r.gate
      END
    FROM (
      SELECT stored.run_id, max(stored.id) AS last,
        bool_or(EXISTS (SELECT 1 FROM message m WHERE m.run_id = stored.run_id AND m.wakes AND m.outcome = 'stored')) AS wakes,
        bool_or(EXISTS (SELECT 1 FROM message m WHERE m.run_id = stored.run_id AND m.passes AND m.outcome = 'stored')) AS passes,
        bool_or(EXISTS (SELECT 1 FROM message m WHERE m.run_id = stored.run_id AND m.resumes AND m.outcome = 'stored')) AS resumes
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
