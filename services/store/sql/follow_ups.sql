-- Follow-ups, and what decisions about fan-outs and recurring work look at. As in write.sql, nothing is left to the planner.

-- name: TurnFanOutDay
-- The first to see a new day has every open whole looked at: units join sets by a date.
WITH turned AS (
  INSERT INTO fan_out_days AS d (province, day)
  SELECT $1::text, $2::text::date
  WHERE NOT EXISTS (SELECT FROM fan_out_days WHERE province = $1::text AND day >= $2::text::date)
  ON CONFLICT (province) DO UPDATE SET day = excluded.day WHERE d.day < excluded.day
  RETURNING day
)
INSERT INTO follow_ups (province, cause_sequence, ordinal, task_id, command)
SELECT $1::text, 0, (turned.day - date '2000-01-01') * 1000000::bigint + row_number() OVER (ORDER BY t.task_id), t.task_id,
       jsonb_build_object('check_fan_out', jsonb_build_object('name', 'provinces/' || $1::text || '/tasks/' || t.task_id))
FROM turned CROSS JOIN LATERAL (
  SELECT task_id FROM tasks WHERE province = $1::text AND fan_out AND open OFFSET 0) AS t
ON CONFLICT DO NOTHING;

-- name: QueueFanOutChecks
-- After a change of the organisation, behind the $3 follow-ups that its event has already.
INSERT INTO follow_ups (province, cause_sequence, ordinal, task_id, command)
SELECT $1::text, $2::bigint, $3::bigint + row_number() OVER (ORDER BY t.task_id), t.task_id,
       jsonb_build_object('check_fan_out', jsonb_build_object('name', 'provinces/' || $1::text || '/tasks/' || t.task_id))
FROM tasks t
WHERE t.province = $1::text AND t.fan_out AND t.open;

-- name: InsertFollowUps
INSERT INTO follow_ups (province, cause_sequence, ordinal, task_id, command)
SELECT $1::text, * FROM unnest($2::bigint[], $3::bigint[], $4::text[], $5::jsonb[]);

-- name: ClaimFollowUps
-- Of at most $2 tasks (or of the one named $3) whose first waiting follow-up nobody else holds: that one and at most $4 in
-- all of the same task behind it. Who holds the first one of a task holds all of them, so the order of each task is kept.
WITH heads AS MATERIALIZED (
  SELECT f.task_id
  FROM follow_ups f
  WHERE f.province = $1::text AND f.set_aside_time IS NULL AND ($3::text = '' OR f.task_id = $3::text)
    AND NOT EXISTS (
      SELECT FROM follow_ups e
      WHERE e.province = $1::text AND e.task_id = f.task_id AND e.set_aside_time IS NULL
        AND (e.cause_sequence, e.ordinal) < (f.cause_sequence, f.ordinal))
  ORDER BY f.cause_sequence, f.ordinal
  LIMIT $2::bigint
  FOR UPDATE OF f SKIP LOCKED
)
SELECT f.cause_sequence, f.ordinal, f.task_id, f.command
FROM heads h
CROSS JOIN LATERAL (
  SELECT cause_sequence, ordinal, task_id, command
  FROM follow_ups
  WHERE province = $1::text AND task_id = h.task_id AND set_aside_time IS NULL
  ORDER BY cause_sequence, ordinal
  LIMIT $4::bigint) AS f
ORDER BY f.cause_sequence, f.ordinal;

-- name: DeleteFollowUps
DELETE FROM follow_ups f
USING unnest($2::bigint[], $3::bigint[]) AS done (cause_sequence, ordinal)
WHERE f.province = $1::text AND f.cause_sequence = done.cause_sequence AND f.ordinal = done.ordinal;

-- name: SetFollowUpsAside
UPDATE follow_ups f
SET set_aside_time = $5::timestamptz, reason = failed.reason
FROM unnest($2::bigint[], $3::bigint[], $4::text[]) AS failed (cause_sequence, ordinal, reason)
WHERE f.province = $1::text AND f.cause_sequence = failed.cause_sequence AND f.ordinal = failed.ordinal;

-- name: PartsOf
-- Every part of these wholes: overdue as of $3, and whether it was completed after its due instant.
SELECT p.parent_task, p.task_id, p.lead_unit, p.state, p.overdue, p.late, p.complete_time
FROM unnest($2::text[]) AS whole (name)
CROSS JOIN LATERAL (
  SELECT parent_task, task_id, lead_unit, state, (open AND NOT frozen AND due_time < $3::timestamptz) AS overdue,
         coalesce(complete_time > due_time, false) AS late, complete_time
  FROM tasks
  WHERE province = $1::text AND parent_task = whole.name AND parent_task <> ''
  OFFSET 0) AS p
ORDER BY p.parent_task COLLATE "C", p.task_id COLLATE "C";

-- name: OpenOccurrences
-- Which of these occurrences are open. One that was left out stands for the one before it, one that was split for the tasks
-- that continue it.
WITH RECURSIVE looked_at (name, task_name) AS (
  SELECT w.name, w.name FROM unnest($2::text[]) AS w (name)
  UNION
  SELECT l.name, following.task_name
  FROM looked_at l
  CROSS JOIN LATERAL (
    SELECT state, previous_occurrence, task FROM tasks
    WHERE province = $1::text AND task_id = split_part(l.task_name, '/', 4) OFFSET 0) AS t
  CROSS JOIN LATERAL (
    SELECT t.previous_occurrence WHERE t.state = 'TASK_STATE_SKIPPED' AND t.previous_occurrence <> ''
    UNION ALL
    SELECT child FROM jsonb_array_elements_text(coalesce(t.task->'superseded_by', '[]'::jsonb)) AS c (child)
    WHERE t.state = 'TASK_STATE_SUPERSEDED') AS following (task_name)
)
SELECT DISTINCT l.name
FROM looked_at l
CROSS JOIN LATERAL (
  SELECT FROM tasks WHERE province = $1::text AND task_id = split_part(l.task_name, '/', 4) AND open OFFSET 0) AS t;

-- name: WaitingOccurrences
-- Which tasks come after these occurrences and are not issued yet.
SELECT n.previous_occurrence, n.task_id
FROM unnest($2::text[]) AS w (name)
CROSS JOIN LATERAL (
  SELECT previous_occurrence, task_id FROM tasks
  WHERE province = $1::text AND previous_occurrence = w.name AND previous_occurrence <> ''
    AND state = 'TASK_STATE_PLANNED'
  OFFSET 0) AS n
ORDER BY n.task_id;

-- name: NextFollowUps
-- What there is to do in every province, as of the day $1.
SELECT f.province,
       EXISTS (SELECT FROM follow_ups u WHERE u.province = f.province AND u.set_aside_time IS NULL),
       NOT EXISTS (SELECT FROM fan_out_days d WHERE d.province = f.province AND d.day >= $1::text::date)
         AND EXISTS (SELECT FROM tasks t WHERE t.province = f.province AND t.fan_out AND t.open)
FROM feeds f
ORDER BY f.province;

-- name: ListFollowUpsAside
SELECT task_id, cause_sequence, reason, set_aside_time FROM follow_ups
WHERE province = $1::text AND set_aside_time IS NOT NULL
ORDER BY set_aside_time, cause_sequence, ordinal
LIMIT 1000;

-- name: CountSetAside
-- Follow-ups and tasks, each up to $2: readiness asks this all the time.
SELECT (SELECT count(*) FROM (
          SELECT FROM follow_ups WHERE province = $1::text AND set_aside_time IS NOT NULL LIMIT $2::bigint) AS f),
       (SELECT count(*) FROM (SELECT FROM quarantine WHERE province = $1::text LIMIT $2::bigint) AS q);
