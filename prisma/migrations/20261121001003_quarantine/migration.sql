-- How often in a row a run was lost by the process that drove it, and the end of its log at that time: when the log has
-- moved on since, the count is of the past. Checkpoints need not touch either.
ALTER TABLE "run" ADD COLUMN "crash_count" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "crash_seq" INTEGER NOT NULL DEFAULT 0;

-- Hints runs one by one, each at a moment of its own within its number of seconds. Of runs that were lost together more than
-- once, one may be what kills the processes; apart from each other, the others get on before it does so again.
CREATE FUNCTION hint_runs_apart(run_ids uuid[], within_seconds int[]) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(cardinality(run_ids), 0) = 0 THEN
    RETURN 0;
  END IF;
  RETURN (SELECT count(*) FROM graphile_worker.add_jobs(ARRAY(
    SELECT ('drive', json_build_object('runId', id), NULL, now() + random() * make_interval(secs => seconds), 1000, 'run:' || id, 0, NULL)::graphile_worker.job_spec
    FROM unnest(run_ids, within_seconds) AS hinted(id, seconds))));
END $$;
