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
-- The newest $3 of each: events of its journal, and what was released before releases were events.
SELECT wanted.task_id, r.release_time, r.actor, r.reason, r.set_aside_time, r.set_aside_reason
FROM unnest($2::text[]) AS wanted (task_id)
CROSS JOIN LATERAL (
  (SELECT e.time AS release_time, e.event->'actor' AS actor, e.event->'task_set_aside_released'->>'reason' AS reason,
          (e.event->'task_set_aside_released'->>'set_aside_time')::timestamptz AS set_aside_time,
          coalesce(e.event->'task_set_aside_released'->>'set_aside_reason', '') AS set_aside_reason
   FROM events e
   WHERE e.province = $1::text AND e.subject = 'provinces/' || $1::text || '/tasks/' || wanted.task_id
     AND e.type = 'task.set_aside_released'
   ORDER BY e.sequence DESC LIMIT $3::bigint)
  UNION ALL
  (SELECT release_time, actor, reason, set_aside_time, set_aside_reason
   FROM set_aside_releases WHERE province = $1::text AND task_id = wanted.task_id
   ORDER BY release_time DESC LIMIT $3::bigint)
  ORDER BY release_time DESC LIMIT $3::bigint) AS r
ORDER BY wanted.task_id, r.release_time DESC;

-- name: FindRelease
-- What the request with this id did.
SELECT event FROM events
WHERE province = $1::text AND request_id = $2::text AND first_of_command AND type = 'task.set_aside_released';
