-- Tasks that wait for other tasks.

-- name: OwnDependencies
-- Nobody else adds a dependency in the province until this transaction ends: two that would close a circle together see
-- each other.
SELECT pg_advisory_xact_lock(hashtextextended('phoihop dependencies ' || $1::text, 0));

-- name: DependenciesFrom
-- Everything that these tasks wait for, directly or by others: who waits, and for whom. At most $3 rows.
WITH RECURSIVE edge (task_id, predecessor_id) AS (
  SELECT d.task_id, d.predecessor_id
  FROM unnest($2::text[]) AS start (task_id)
  JOIN task_dependencies d ON d.province = $1::text AND d.task_id = start.task_id
  UNION
  SELECT d.task_id, d.predecessor_id
  FROM edge e JOIN task_dependencies d ON d.province = $1::text AND d.task_id = e.predecessor_id
)
SELECT task_id, predecessor_id FROM edge LIMIT $3::bigint;

-- name: ReadTasks
SELECT t.task
FROM unnest($2::text[]) AS wanted (task_id)
CROSS JOIN LATERAL (SELECT task FROM tasks WHERE province = $1::text AND task_id = wanted.task_id OFFSET 0) AS t;

-- name: DeleteDependencies
DELETE FROM task_dependencies d
USING unnest($2::text[], $3::text[]) AS gone (predecessor_id, task_id)
WHERE d.province = $1::text AND d.predecessor_id = gone.predecessor_id AND d.task_id = gone.task_id;

-- name: InsertDependencies
INSERT INTO task_dependencies (province, predecessor_id, task_id)
SELECT $1::text, * FROM unnest($2::text[], $3::text[]);

-- name: InsertDependentFollowUps
-- Tasks that wait for one that ended, or that goes on again, are told: follow-ups behind those of its own command.
INSERT INTO follow_ups (province, cause_sequence, ordinal, task_id, command)
SELECT $1::text, ended.cause_sequence, $4::bigint + row_number() OVER (), d.task_id,
       jsonb_build_object('note_ended', jsonb_build_object(
         'name', 'provinces/' || $1::text || '/tasks/' || d.task_id,
         'task', 'provinces/' || $1::text || '/tasks/' || d.predecessor_id))
FROM unnest($2::text[], $3::bigint[]) AS ended (task_id, cause_sequence)
JOIN task_dependencies d ON d.province = $1::text AND d.predecessor_id = ended.task_id;
