-- The journal as auditors read it. As in write.sql, nothing is left to the planner.

-- name: AudiencesOf
-- For whom these tasks and plans (`tasks/t-1`, `plans/kh-2026`) are: a row for each unit that takes part, with the degree of secrecy
-- (1: NORMAL), the plan and the territories. A unit that was only proposed takes no part.
SELECT wanted.key, p.unit, t.secrecy::bigint, t.plan, coalesce((
  SELECT string_agg(territory, ' ') FROM jsonb_array_elements_text(coalesce(t.task->'territories', '[]'::jsonb)) AS e (territory)), '')
FROM unnest($2::text[]) AS wanted (key)
CROSS JOIN LATERAL (
  SELECT task_id, secrecy, plan, task FROM tasks
  WHERE province = $1::text AND wanted.key LIKE 'tasks/%' AND task_id = split_part(wanted.key, '/', 2) OFFSET 0) AS t
CROSS JOIN LATERAL (
  SELECT DISTINCT unit FROM task_participants
  WHERE province = $1::text AND task_id = t.task_id AND role <> 'proposed'
  OFFSET 0) AS p
UNION ALL
SELECT wanted.key, p.issuer_unit, p.secrecy::bigint, 'provinces/' || $1::text || '/plans/' || p.plan_id, ''
FROM unnest($2::text[]) AS wanted (key)
CROSS JOIN LATERAL (
  SELECT plan_id, issuer_unit, secrecy FROM plans
  WHERE province = $1::text AND wanted.key LIKE 'plans/%' AND plan_id = split_part(wanted.key, '/', 2) OFFSET 0) AS p;

-- name: SequenceBefore
-- A sequence whose event is earlier than $2, and the event after it is not: found in the primary key by halving, because instants
-- grow with the sequence but for what clocks of replicas differ. 0: none is earlier.
WITH RECURSIVE search (low, high) AS (
  SELECT 0::bigint, last_sequence + 1 FROM feeds WHERE province = $1::text
  UNION ALL
  SELECT CASE WHEN e.time < $2::timestamptz THEN m.middle ELSE s.low END,
         CASE WHEN e.time < $2::timestamptz THEN s.high ELSE m.middle END
  FROM search s
  CROSS JOIN LATERAL (SELECT (s.low + s.high) / 2 AS middle) AS m
  LEFT JOIN LATERAL (
    SELECT time FROM events WHERE province = $1::text AND sequence = m.middle OFFSET 0) AS e ON true
  WHERE s.high - s.low > 1
)
SELECT low FROM search WHERE high - low <= 1;

-- name: SpanOfRequest
-- The first event of a command, and the first one behind it that is of another: the events of a command stand together. None when
-- there was no such command.
SELECT f.sequence, n.sequence
FROM (
  SELECT sequence FROM events WHERE province = $1::text AND request_id = $2::text AND first_of_command OFFSET 0) AS f
LEFT JOIN LATERAL (
  SELECT sequence FROM events
  WHERE province = $1::text AND sequence > f.sequence AND request_id <> $2::text
  ORDER BY sequence LIMIT 1) AS n ON true;

-- name: CheckpointState
-- The end of every journal, and the newest checkpoint of it.
SELECT f.province, f.last_sequence, f.last_hash, c.ordinal, c.sequence, c.time
FROM feeds f
LEFT JOIN LATERAL (
  SELECT ordinal, sequence, time FROM journal_checkpoints
  WHERE province = f.province ORDER BY ordinal DESC LIMIT 1) AS c ON true
ORDER BY f.province;

-- name: InsertCheckpoint
-- Nothing when another replica was first, or when the journal does not have that event with that hash.
INSERT INTO journal_checkpoints (province, ordinal, sequence, event_hash, time, key_id, public_key, signature)
SELECT $1::text, $2::bigint, $3::bigint, $4::bytea, $5::timestamptz, $6::text, $7::bytea, $8::bytea
WHERE EXISTS (SELECT FROM events WHERE province = $1::text AND sequence = $3::bigint AND hash = $4::bytea)
ON CONFLICT DO NOTHING;

-- name: ListCheckpoints
-- In the order in which they were made, after $3.
SELECT ordinal, sequence, event_hash, time, key_id, public_key, signature FROM journal_checkpoints
WHERE province = $1::text AND sequence >= $2::bigint AND ordinal > $3::bigint
ORDER BY ordinal
LIMIT $4::bigint;
