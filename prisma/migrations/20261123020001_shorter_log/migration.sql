-- What a run costs in write-ahead log (docs/adr/0031).

-- ---- hints ----

-- A hint is written, locked and deleted, and its key enters an index twice: 22 characters instead of 40. The payload is
-- written without the blanks that json_build_object puts between.
CREATE FUNCTION run_hint_key(run_id uuid) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN rtrim(encode(uuid_send(run_id), 'base64'), '=');

CREATE FUNCTION run_hint_payload(run_id uuid) RETURNS json LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ('{"runId":"' || run_id || '"}')::json;

CREATE OR REPLACE FUNCTION hint_runs(run_ids uuid[]) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(cardinality(run_ids), 0) = 0 THEN
    RETURN 0;
  END IF;
  RETURN (SELECT count(*) FROM graphile_worker.add_jobs(ARRAY(
    SELECT ('drive', run_hint_payload(id), NULL, NULL, 1000, run_hint_key(id), 0, NULL)::graphile_worker.job_spec
    FROM (SELECT DISTINCT unnest(run_ids)) AS hinted(id))));
END $$;

CREATE OR REPLACE FUNCTION hint_runs_apart(run_ids uuid[], within_seconds int[]) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(cardinality(run_ids), 0) = 0 THEN
    RETURN 0;
  END IF;
  RETURN (SELECT count(*) FROM graphile_worker.add_jobs(ARRAY(
    SELECT ('drive', run_hint_payload(id), NULL, now() + random() * make_interval(secs => seconds), 1000, run_hint_key(id), 0, NULL)::graphile_worker.job_spec
    FROM unnest(run_ids, within_seconds) AS hinted(id, seconds))));
END $$;

CREATE OR REPLACE FUNCTION hint_new_runs(run_ids uuid[], levels int[]) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(cardinality(run_ids), 0) = 0 THEN
    RETURN 0;
  END IF;
  RETURN (SELECT count(*) FROM graphile_worker.add_jobs(ARRAY(
    SELECT (CASE WHEN level = 0 THEN 'drive' ELSE 'driveLater' END, run_hint_payload(id), NULL, NULL, 1000, run_hint_key(id), level, NULL)::graphile_worker.job_spec
    FROM unnest(run_ids, levels) AS hinted(id, level))));
END $$;

-- Hints that wait already get the key by which they are looked for from now on.
DO $$
BEGIN
  IF to_regclass('graphile_worker._private_jobs') IS NOT NULL THEN
    UPDATE graphile_worker._private_jobs SET key = run_hint_key(substr(key, 5)::uuid) WHERE key LIKE 'run:%';
  END IF;
END $$;

-- ---- lists of runs ----

-- Ids rise. In a descending index every new one enters on the left, and a page that is full splits in the middle; in an
-- ascending one it enters on the right, and a page stays full. Both are read from either end.
DROP INDEX run_org_id_id_idx;
CREATE INDEX run_org_id_id_idx ON run (org_id, id);
DROP INDEX run_flow_id_id_idx;
CREATE INDEX run_flow_id_id_idx ON run (flow_id, id);
DROP INDEX run_flow_version_id_id_idx;
CREATE INDEX run_flow_version_id_id_idx ON run (flow_version_id, id);
DROP INDEX run_business_key;
CREATE INDEX run_business_key ON run (org_id, business_key text_pattern_ops, id) WHERE business_key IS NOT NULL;
