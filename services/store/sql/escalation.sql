-- Operations of the escalation engine. Every count looks at no more than a given number of rows of an index.

-- name: EscalationCounts
-- At $2; counts up to $3. The order keeps the planner at the index, however many rows it expects.
SELECT
  (SELECT count(*) FROM (
     SELECT FROM tasks WHERE province = $1::text AND wake_time IS NOT NULL ORDER BY wake_time LIMIT $3::bigint) AS t),
  (SELECT wake_time FROM tasks WHERE province = $1::text AND wake_time > $2::timestamptz ORDER BY wake_time LIMIT 1),
  (SELECT count(*) FROM (
     SELECT FROM tasks WHERE province = $1::text AND wake_time <= $2::timestamptz ORDER BY wake_time LIMIT $3::bigint) AS t),
  (SELECT wake_time FROM tasks WHERE province = $1::text AND wake_time <= $2::timestamptz ORDER BY wake_time LIMIT 1),
  (SELECT count(*) FROM (SELECT FROM digests WHERE province = $1::text AND close_time IS NULL LIMIT $3::bigint) AS d),
  (SELECT count(*) FROM (SELECT FROM deliveries WHERE province = $1::text AND state = 1 LIMIT $3::bigint) AS d),
  (SELECT count(*) FROM (SELECT FROM deliveries WHERE province = $1::text AND state = 3 LIMIT $3::bigint) AS d),
  (SELECT count(*) FROM (SELECT FROM quarantine WHERE province = $1::text LIMIT $3::bigint) AS q),
  (SELECT count(*) FROM (
     SELECT FROM follow_ups WHERE province = $1::text AND set_aside_time IS NOT NULL LIMIT $3::bigint) AS f);

-- name: FiredRungs
-- Of the newest $3 events after sequence $2: rungs since $4 and since $5, with how many microseconds they were late; and
-- since when events were looked at. A rung that fires early was armed late: it is not late.
WITH looked AS MATERIALIZED (
  SELECT time, CASE type WHEN 'task.escalated' THEN event->'task_escalated'->'escalation' END AS rung
  FROM events WHERE province = $1::text AND sequence > $2::bigint
  ORDER BY sequence DESC LIMIT $3::bigint
), fired AS (
  SELECT time, (greatest(extract(epoch FROM
    (rung->>'fire_time')::timestamptz - (rung->>'planned_time')::timestamptz), 0) * 1000000)::bigint AS late
  FROM looked WHERE rung->>'cause' = 'CAUSE_LADDER'
)
SELECT (SELECT count(*) FROM looked), (SELECT min(time) FROM looked),
       count(*) FILTER (WHERE time >= $4::timestamptz),
       percentile_disc(0.5) WITHIN GROUP (ORDER BY late) FILTER (WHERE time >= $4::timestamptz),
       percentile_disc(0.99) WITHIN GROUP (ORDER BY late) FILTER (WHERE time >= $4::timestamptz),
       max(late) FILTER (WHERE time >= $4::timestamptz),
       count(*) FILTER (WHERE time >= $5::timestamptz),
       percentile_disc(0.5) WITHIN GROUP (ORDER BY late) FILTER (WHERE time >= $5::timestamptz),
       percentile_disc(0.99) WITHIN GROUP (ORDER BY late) FILTER (WHERE time >= $5::timestamptz),
       max(late) FILTER (WHERE time >= $5::timestamptz)
FROM fired;

-- name: UnarmedTasks
-- Open tasks without a next instant that are not set aside, at most $2 of them.
SELECT t.task_id, t.task, t.secrecy::bigint FROM tasks t
WHERE t.province = $1::text AND t.open AND t.wake_time IS NULL
  AND NOT EXISTS (SELECT FROM quarantine q WHERE q.province = $1::text AND q.task_id = t.task_id)
ORDER BY t.task_id LIMIT $2::bigint;

-- name: ListSetAside
-- After ($2, $3), of tasks up to the degree of secrecy $4.
SELECT q.task_id, q.since, q.reason, coalesce(t.title, ''), coalesce(t.lead_unit, '')
FROM quarantine q
LEFT JOIN tasks t ON t.province = $1::text AND t.task_id = q.task_id
WHERE q.province = $1::text AND (q.since, q.task_id) > ($2::timestamptz, $3::text) AND coalesce(t.secrecy, 1) <= $4::bigint
ORDER BY q.since, q.task_id LIMIT $5::bigint;

-- name: SetAsideTaskRow
-- The same of one task.
SELECT q.task_id, q.since, q.reason, coalesce(t.title, ''), coalesce(t.lead_unit, '')
FROM quarantine q
LEFT JOIN tasks t ON t.province = $1::text AND t.task_id = q.task_id
WHERE q.province = $1::text AND q.task_id = $2::text AND coalesce(t.secrecy, 1) <= $3::bigint;

-- name: ReleasesOfTasks
-- The newest $3 of each.
SELECT r.task_id, r.release_time, r.actor, r.reason, r.set_aside_time, r.set_aside_reason
FROM unnest($2::text[]) AS wanted (task_id)
CROSS JOIN LATERAL (
  SELECT * FROM set_aside_releases WHERE province = $1::text AND task_id = wanted.task_id
  ORDER BY release_time DESC LIMIT $3::bigint) AS r
ORDER BY r.task_id, r.release_time DESC;

-- name: FindRelease
SELECT task_id, release_time, actor, reason, set_aside_time, set_aside_reason, request_digest FROM set_aside_releases
WHERE province = $1::text AND request_id = $2::text;

-- name: ReleaseSetAside
-- Wakes the task at the earliest instant that its clocks waited for, which has come; a message that does not say wakes it
-- now. The task is locked first, as every other transaction does. Nothing when it is not set aside.
WITH locked AS MATERIALIZED (
  SELECT task_id, task FROM tasks WHERE province = $1::text AND task_id = $2::text AND secrecy <= $8::bigint FOR UPDATE
), released AS (
  DELETE FROM quarantine q USING locked WHERE q.province = $1::text AND q.task_id = locked.task_id
  RETURNING q.task_id, q.since, q.reason
), noted AS (
  INSERT INTO set_aside_releases (province, request_id, request_digest, task_id, release_time, actor, reason,
                                  set_aside_time, set_aside_reason)
  SELECT $1::text, $3::text, $4::bytea, task_id, $5::timestamptz, $6::text::jsonb, $7::text, since, reason FROM released
)
UPDATE tasks t
SET wake_time = least($5::timestamptz, (
  SELECT min((c.clock->>'next_fire_time')::timestamptz)
  FROM jsonb_array_elements(locked.task->'clocks') AS c (clock)
  WHERE c.clock->>'state' IN ('CLOCK_STATE_RUNNING', 'CLOCK_STATE_SUSPENDED')))
FROM released JOIN locked USING (task_id)
WHERE t.province = $1::text AND t.task_id = released.task_id
RETURNING released.since, released.reason;
