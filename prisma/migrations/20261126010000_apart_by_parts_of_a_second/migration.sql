-- Runs that lost their process twice are tried again within half a second, so the seconds are no longer whole. A process of
-- the former release passes whole ones, which are taken as well.
DROP FUNCTION hint_runs_apart(uuid[], int[]);

CREATE FUNCTION hint_runs_apart(run_ids uuid[], within_seconds float8[]) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(cardinality(run_ids), 0) = 0 THEN
    RETURN 0;
  END IF;
  RETURN (SELECT count(*) FROM graphile_worker.add_jobs(ARRAY(
    SELECT ('drive', run_hint_payload(id), NULL, now() + random() * make_interval(secs => seconds), 1000, run_hint_key(id), 0, NULL)::graphile_worker.job_spec
    FROM unnest(run_ids, within_seconds) AS hinted(id, seconds))));
END $$;
