-- Calendars in all their versions, and the clocks that follow a new one. As in write.sql, nothing is left to the planner.

-- name: CalendarVersions
-- The versions of a calendar, oldest first, each with the instant from which it was known.
SELECT h.name, coalesce((h.item->>'version')::bigint, 0), h.record_time, h.item
FROM reference_history h
WHERE h.province = $1::text AND h.kind = 'calendars' AND h.name = $2::text
ORDER BY h.version;

-- name: SomeCalendarVersions
SELECT h.name, coalesce((h.item->>'version')::bigint, 0), h.record_time, h.item
FROM reference_history h
WHERE h.province = $1::text AND h.kind = 'calendars' AND h.name = ANY ($2::text[])
  AND coalesce((h.item->>'version')::bigint, 0) = ANY ($3::bigint[])
ORDER BY h.name, h.version;

-- name: OpenTasksAfter
SELECT t.task
FROM tasks t
WHERE t.province = $1::text AND t.open AND t.task_id > $2::text
ORDER BY t.task_id
LIMIT $3::bigint;

-- name: QueueCalendarAdoptions
-- Of tasks that changed after the publication was prepared, whose clocks nobody looked at: behind the $3 follow-ups that its
-- event has already. The transaction holds the reference data, so nobody arms a clock by the earlier version any more.
INSERT INTO follow_ups (province, cause_sequence, ordinal, task_id, command)
SELECT $1::text, $2::bigint, $3::bigint + row_number() OVER (ORDER BY t.task_id), t.task_id,
       jsonb_build_object('adopt_calendar', jsonb_build_object(
         'name', 'provinces/' || $1::text || '/tasks/' || t.task_id,
         'calendar', $5::text, 'calendar_version', $6::bigint))
FROM (
  SELECT DISTINCT split_part(e.subject, '/', 4) AS task_id
  FROM events e
  WHERE e.province = $1::text AND e.sequence > $4::bigint AND e.type LIKE 'task.%') AS changed
JOIN tasks t ON t.province = $1::text AND t.task_id = changed.task_id AND t.open;

-- name: QueuePolicyAdoptions
-- The same for a ladder that running clocks were switched to: a task that was divided since has clocks of the earlier version.
INSERT INTO follow_ups (province, cause_sequence, ordinal, task_id, command)
SELECT $1::text, $2::bigint, $3::bigint + row_number() OVER (ORDER BY t.task_id), t.task_id,
       jsonb_build_object('adopt_policy', jsonb_build_object(
         'name', 'provinces/' || $1::text || '/tasks/' || t.task_id,
         'escalation_policy', $5::text, 'escalation_policy_version', $6::bigint))
FROM (
  SELECT DISTINCT split_part(e.subject, '/', 4) AS task_id
  FROM events e
  WHERE e.province = $1::text AND e.sequence > $4::bigint AND e.type LIKE 'task.%') AS changed
JOIN tasks t ON t.province = $1::text AND t.task_id = changed.task_id AND t.open;
