-- As before, but the questions whose time is over are looked up by their ids. As a join it was planned while hardly any waited, and
-- then compared each timer that was due, also those of no question, with all that waited: half a second for 160 timers beside 1,300.
CREATE OR REPLACE FUNCTION post_timer_messages(due_runs uuid[], due_nodes text[], due_visits int[]) RETURNS int LANGUAGE sql AS $$
  WITH due AS (
    DELETE FROM timer t USING unnest(due_runs, due_nodes, due_visits) AS d(run_id, node_id, visit)
    WHERE (t.run_id, t.node_id, t.visit) = (d.run_id, d.node_id, d.visit) AND t.due_at <= clock_timestamp()
    RETURNING t.*
  ), timed_out AS (
    UPDATE approval a SET status = 'timedOut', decided_at = clock_timestamp()
    WHERE a.id = ANY (ARRAY(SELECT due.approval_id FROM due WHERE due.approval_id IS NOT NULL)) AND a.status = 'pending'
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
