-- CreateTable
CREATE TABLE "child_run" (
    "child_id" UUID NOT NULL,
    "org_id" UUID NOT NULL,
    "parent_id" UUID NOT NULL,
    "node_id" TEXT NOT NULL,
    "visit" INTEGER NOT NULL,
    "told_seq" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "child_run_pkey" PRIMARY KEY ("child_id")
);

-- CreateIndex
CREATE INDEX "child_run_parent_id_idx" ON "child_run"("parent_id");

-- What the sweep looks for: parents that have not been told.
CREATE INDEX "child_run_untold_idx" ON "child_run"("child_id") WHERE "told_seq" = 0;

-- Who resumes or cancels a paused run wants it to be looked at: it is queued again with the message. Only a run that is
-- quarantined stays where it is until it is released.
CREATE OR REPLACE FUNCTION post_messages(run_ids uuid[], dedupe_keys text[], bodies json[]) RETURNS TABLE (n int, result text)
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM run WHERE run.id = ANY (run_ids) ORDER BY run.id FOR NO KEY UPDATE;
  RETURN QUERY
  WITH message AS (
    SELECT m.n::int AS n, m.run_id, m.dedupe_key, m.body, r.org_id, r.inbox_seq,
      m.body ->> 'type' IN ('resume', 'cancel') AS wakes,
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
      ) THEN 'queued' ELSE r.status END
    FROM (
      SELECT stored.run_id, max(stored.id) AS last,
        bool_or(EXISTS (SELECT 1 FROM message m WHERE m.run_id = stored.run_id AND m.wakes AND m.outcome = 'stored')) AS wakes
      FROM stored GROUP BY stored.run_id
    ) AS s
    WHERE r.id = s.run_id
    RETURNING r.id, r.owner, r.status
  ), told AS (
    SELECT hint_runs(array_agg(moved.id) FILTER (WHERE owner IS NULL AND status <> 'paused')) AS hints,
      notify_entries('omnilink_inbox', array_agg(moved.id::text) FILTER (WHERE owner IS NOT NULL)) AS notifications
    FROM moved
  )
  SELECT m.n, m.outcome FROM message m CROSS JOIN told WHERE told.hints >= 0 AND told.notifications >= 0 ORDER BY m.n;
END $$;
