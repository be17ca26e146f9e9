-- Statements of a writing transaction, in the order in which one uses them. Arrays are parallel: one element per row.
-- Plans are generic and may have been made when a table was empty, so nothing is left to what the planner thinks of its
-- size: subqueries that cannot be flattened (FOR UPDATE, OFFSET 0) and ON CONFLICT reach every row by its key.

-- name: ShareReference
-- Reference data cannot change until this transaction ends.
SELECT pg_advisory_xact_lock_shared(hashtextextended('phoihop reference ' || $1::text, 0));

-- name: OwnReference
-- Waits for every transaction that shares the province's reference data, and keeps others out.
SELECT pg_advisory_xact_lock(hashtextextended('phoihop reference ' || $1::text, 0));

-- name: ReadFeed
SELECT reference_version, last_sequence, closed_until FROM feeds WHERE province = $1::text;

-- name: NewestRecordTime
-- Of the reference data.
SELECT max(record_time) FROM reference_history WHERE province = $1::text;

-- name: FindRequests
SELECT e.request_id, e.request_digest, e.subject
FROM unnest($2::text[]) AS wanted (request_id)
CROSS JOIN LATERAL (
  SELECT request_id, request_digest, subject FROM events
  WHERE province = $1::text AND request_id = wanted.request_id AND first_of_command
  OFFSET 0) AS e;

-- name: LockTasks
-- In the order of ids. The message is left out when the caller already has this version of it.
SELECT t.task_id, t.version, CASE WHEN t.version = known.version THEN NULL ELSE t.task END
FROM (SELECT * FROM unnest($2::text[], $3::bigint[]) AS k (task_id, version) ORDER BY k.task_id) AS known
CROSS JOIN LATERAL (
  SELECT task_id, version, task FROM tasks WHERE province = $1::text AND task_id = known.task_id FOR UPDATE) AS t;

-- name: ClaimDueTasks
-- Only what no other replica is working on.
SELECT t.task_id, t.version, t.task
FROM tasks t
WHERE t.province = $1::text AND t.wake_time <= $2::timestamptz
ORDER BY t.wake_time
LIMIT $3::bigint
FOR UPDATE OF t SKIP LOCKED;

-- name: ClaimDueTask
-- This one, once nobody else is working on it; nothing when it is not due by then.
SELECT t.task_id, t.version, t.task
FROM tasks t
WHERE t.province = $1::text AND t.task_id = $3::text AND t.wake_time <= $2::timestamptz
FOR UPDATE OF t;

-- name: ClaimForRehoming
-- The first $4 tasks after $3 that a reorganisation has to move, in the order of ids: open, with one of the units in any
-- role (made by the instant that stands beside the unit) or with one of the persons within one of the units, and without
-- a recorded outcome, or with one that failed or that somebody has decided about since. Also those that have ended, or
-- left these units by what people did, since they failed or began to wait. One row each; those that somebody else holds come without version and message, so that
-- the caller sees that there are some.
WITH candidates AS MATERIALIZED (
  SELECT DISTINCT found.task_id
  FROM (
    SELECT of_unit.task_id
    FROM unnest($5::text[], $6::timestamptz[]) AS u (unit, made_by)
    CROSS JOIN LATERAL (
      SELECT DISTINCT p.task_id
      FROM task_participants p
      CROSS JOIN LATERAL (
        SELECT FROM tasks WHERE province = $1::text AND task_id = p.task_id AND open AND create_time <= u.made_by
        OFFSET 0) AS t
      WHERE p.province = $1::text AND p.unit = u.unit AND p.task_id > $3::text AND p.role NOT IN ('former', 'copy')
        AND coalesce((
          SELECT bool_or(r.state = 'STATE_FAILED' OR (r.state = 'STATE_WAITING' AND r.item = ANY ($9::text[])))
          FROM rehoming_items r
          WHERE r.province = $1::text AND r.reorganisation = $2::text AND r.task_id = p.task_id), true)
      ORDER BY p.task_id
      LIMIT $4::bigint) AS of_unit
    UNION ALL
    SELECT of_person.task_id
    FROM unnest($7::text[], $8::text[]) AS m (person, unit)
    CROSS JOIN LATERAL (
      SELECT t.task_id
      FROM tasks t
      WHERE t.province = $1::text AND t.assignee = m.person AND t.assignee <> '' AND t.open AND t.lead_unit = m.unit
        AND t.task_id > $3::text
        AND coalesce((
          SELECT bool_or(r.state = 'STATE_FAILED' OR (r.state = 'STATE_WAITING' AND r.item = ANY ($9::text[])))
          FROM rehoming_items r
          WHERE r.province = $1::text AND r.reorganisation = $2::text AND r.task_id = t.task_id), true)
      ORDER BY t.task_id
      LIMIT $4::bigint) AS of_person
    UNION ALL
    SELECT r.task_id
    FROM (
      SELECT task_id FROM rehoming_items
      WHERE province = $1::text AND reorganisation = $2::text AND state IN ('STATE_FAILED', 'STATE_WAITING')
        AND task_id > $3::text
      OFFSET 0) AS r
    CROSS JOIN LATERAL (
      SELECT FROM tasks o
      WHERE o.province = $1::text AND o.task_id = r.task_id
        AND (NOT o.open OR (NOT EXISTS (
               SELECT FROM task_participants p
               WHERE p.province = $1::text AND p.task_id = o.task_id AND p.unit = ANY ($5::text[]) AND p.role NOT IN ('former', 'copy'))
             AND NOT EXISTS (
               SELECT FROM unnest($7::text[], $8::text[]) AS m (person, unit)
               WHERE m.person = o.assignee AND m.unit = o.lead_unit)))
      OFFSET 0) AS t
  ) AS found
  ORDER BY found.task_id
  LIMIT $4::bigint
)
SELECT c.task_id, t.version, t.task
FROM candidates c
LEFT JOIN LATERAL (
  SELECT version, task FROM tasks WHERE province = $1::text AND task_id = c.task_id
  FOR UPDATE SKIP LOCKED) AS t ON true
ORDER BY c.task_id;

-- name: ClaimForUndo
-- As ClaimForRehoming, of what an undo has to take back: tasks with an outcome that was not taken back yet, and open
-- tasks with one of the units, which are closed again, that came about since ($6). Parts of a split go with the task
-- that was split.
WITH candidates AS MATERIALIZED (
  SELECT DISTINCT found.task_id
  FROM (
    (SELECT DISTINCT r.task_id
     FROM rehoming_items r
     WHERE r.province = $1::text AND r.reorganisation = $2::text AND r.task_id > $3::text
       AND (r.state IN ('STATE_DONE', 'STATE_WAITING', 'STATE_FAILED')
            OR (r.state = 'STATE_UNDO_WAITING' AND r.item = ANY ($5::text[])))
     ORDER BY r.task_id
     LIMIT $4::bigint)
    UNION ALL
    SELECT of_unit.task_id
    FROM unnest($6::text[]) AS u (unit)
    CROSS JOIN LATERAL (
      SELECT DISTINCT p.task_id
      FROM task_participants p
      CROSS JOIN LATERAL (
        SELECT split_part(coalesce(task->>'superseded_task', ''), '/', 4) AS whole
        FROM tasks WHERE province = $1::text AND task_id = p.task_id AND open
        OFFSET 0) AS t
      WHERE p.province = $1::text AND p.unit = u.unit AND p.task_id > $3::text AND p.role NOT IN ('former', 'copy')
        AND NOT EXISTS (
          SELECT FROM rehoming_items r
          WHERE r.province = $1::text AND r.reorganisation = $2::text AND r.task_id = p.task_id)
        AND NOT EXISTS (
          SELECT FROM rehoming_items r
          WHERE r.province = $1::text AND r.reorganisation = $2::text AND t.whole <> '' AND r.task_id = t.whole
            AND r.state <> 'STATE_UNDONE')
      ORDER BY p.task_id
      LIMIT $4::bigint) AS of_unit
  ) AS found
  ORDER BY found.task_id
  LIMIT $4::bigint
)
SELECT c.task_id, t.version, t.task
FROM candidates c
LEFT JOIN LATERAL (
  SELECT version, task FROM tasks WHERE province = $1::text AND task_id = c.task_id
  FOR UPDATE SKIP LOCKED) AS t ON true
ORDER BY c.task_id;

-- name: LockParts
-- Tasks that a split made, as far as nobody else holds them.
SELECT t.task_id, t.version, t.task
FROM (SELECT * FROM unnest($2::text[]) AS k (task_id) ORDER BY k.task_id) AS part
CROSS JOIN LATERAL (
  SELECT task_id, version, task FROM tasks WHERE province = $1::text AND task_id = part.task_id
  FOR UPDATE SKIP LOCKED) AS t;

-- name: OutcomesOfTasks
-- What the reorganisation has recorded for tasks that are locked: as it is now, not as it was when they were looked for.
SELECT r.task_id, r.rehoming_item
FROM unnest($3::text[]) AS locked (task_id)
CROSS JOIN LATERAL (
  SELECT task_id, item, rehoming_item FROM rehoming_items
  WHERE province = $1::text AND reorganisation = $2::text AND task_id = locked.task_id
  OFFSET 0) AS r
ORDER BY r.item COLLATE "C";

-- name: LockPlans
SELECT p.plan_id, p.version, p.plan
FROM (SELECT * FROM unnest($2::text[]) AS w (plan_id) ORDER BY w.plan_id) AS wanted
CROSS JOIN LATERAL (
  SELECT plan_id, version, plan FROM plans WHERE province = $1::text AND plan_id = wanted.plan_id FOR UPDATE) AS p;

-- name: LoadReference
SELECT kind, name, version, item FROM reference_items WHERE province = $1::text ORDER BY kind, name COLLATE "C";

-- name: InsertTasks
INSERT INTO tasks (province, task_id, version, state, open, frozen, lead_unit, issuer_unit, approver_unit, assignee,
                   plan, plan_item, handoff_to, on_monitor_list, title, due_time, wake_time, create_time, update_time,
                   parent_task, previous_occurrence, plan_function, fan_out, complete_time, task, secrecy)
SELECT $1::text, *
FROM unnest($2::text[], $3::bigint[], $4::text[], $5::boolean[], $6::boolean[], $7::text[], $8::text[], $9::text[],
            $10::text[], $11::text[], $12::text[], $13::text[], $14::boolean[], $15::text[], $16::timestamptz[],
            $17::timestamptz[], $18::timestamptz[], $19::timestamptz[], $20::text[], $21::text[], $22::text[],
            $23::boolean[], $24::timestamptz[], $25::jsonb[], $26::bigint[]);

-- name: UpdateTasks
-- The rows exist and are locked: every one conflicts and is updated in place.
INSERT INTO tasks AS t (province, task_id, version, state, open, frozen, lead_unit, issuer_unit, approver_unit,
                        assignee, plan, plan_item, handoff_to, on_monitor_list, title, due_time, wake_time, create_time,
                        update_time, parent_task, previous_occurrence, plan_function, fan_out, complete_time, task)
SELECT $1::text, *
FROM unnest($2::text[], $3::bigint[], $4::text[], $5::boolean[], $6::boolean[], $7::text[], $8::text[], $9::text[],
            $10::text[], $11::text[], $12::text[], $13::text[], $14::boolean[], $15::text[], $16::timestamptz[],
            $17::timestamptz[], $18::timestamptz[], $19::timestamptz[], $20::text[], $21::text[], $22::text[],
            $23::boolean[], $24::timestamptz[], $25::jsonb[])
ON CONFLICT (province, task_id) DO UPDATE
SET version = excluded.version, state = excluded.state, open = excluded.open, frozen = excluded.frozen,
    lead_unit = excluded.lead_unit, issuer_unit = excluded.issuer_unit, approver_unit = excluded.approver_unit,
    assignee = excluded.assignee, plan = excluded.plan, plan_item = excluded.plan_item,
    handoff_to = excluded.handoff_to, on_monitor_list = excluded.on_monitor_list, title = excluded.title,
    due_time = excluded.due_time, wake_time = excluded.wake_time, update_time = excluded.update_time,
    plan_function = excluded.plan_function, fan_out = excluded.fan_out, complete_time = excluded.complete_time,
    task = excluded.task;

-- name: DeleteParticipants
DELETE FROM task_participants p
USING unnest($2::text[], $3::text[], $4::text[]) AS gone (unit, task_id, role)
WHERE p.province = $1::text AND p.unit = gone.unit AND p.task_id = gone.task_id AND p.role = gone.role;

-- name: InsertParticipants
INSERT INTO task_participants (province, unit, task_id, role)
SELECT $1::text, * FROM unnest($2::text[], $3::text[], $4::text[]);

-- name: SetWakeTimes
-- For tasks that are set aside: the row changes, the task does not.
UPDATE tasks t
SET wake_time = n.wake_time
FROM unnest($2::text[], $3::timestamptz[]) AS n (task_id, wake_time)
WHERE t.province = $1::text AND t.task_id = n.task_id;

-- name: InsertQuarantine
INSERT INTO quarantine (province, task_id, reason, since)
SELECT $1::text, n.task_id, n.reason, $4::timestamptz FROM unnest($2::text[], $3::text[]) AS n (task_id, reason)
ON CONFLICT (province, task_id) DO UPDATE SET reason = excluded.reason, since = excluded.since;

-- name: SetAsideAmong
-- Of tasks that are locked, so that nobody else sets them aside or releases them.
SELECT task_id, since, reason FROM quarantine WHERE province = $1::text AND task_id = ANY ($2::text[]);

-- name: DeleteQuarantine
DELETE FROM quarantine q
USING unnest($2::text[]) AS gone (task_id)
WHERE q.province = $1::text AND q.task_id = gone.task_id;

-- name: PutPlans
INSERT INTO plans (province, plan_id, version, state, issuer_unit, display_name, number, create_time, update_time, plan,
                   secrecy)
SELECT $1::text, *
FROM unnest($2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[],
            $9::timestamptz[], $10::jsonb[], $11::bigint[])
ON CONFLICT (province, plan_id) DO UPDATE
SET version = excluded.version, state = excluded.state, issuer_unit = excluded.issuer_unit,
    display_name = excluded.display_name, number = excluded.number, update_time = excluded.update_time,
    plan = excluded.plan, secrecy = excluded.secrecy;

-- name: PutReferenceItems
-- As they are now, and into the history.
WITH changes AS MATERIALIZED (
  SELECT * FROM unnest($2::text[], $3::text[], $4::bigint[], $5::jsonb[]) AS c (kind, name, version, item)
), put AS (
  INSERT INTO reference_items (province, kind, name, version, item)
  SELECT $1::text, kind, name, version, item FROM changes
  ON CONFLICT (province, kind, name) DO UPDATE SET version = excluded.version, item = excluded.item
)
INSERT INTO reference_history (province, kind, name, version, reference_version, record_time, item)
SELECT $1::text, kind, name, version, $6::bigint, $7::timestamptz, item FROM changes;

-- name: CloseUnitVersions
-- What was held of these units until now.
UPDATE unit_versions v
SET recorded = tstzrange(lower(v.recorded), $3::timestamptz)
FROM unnest($2::text[]) AS changed (unit)
WHERE v.province = $1::text AND v.unit = changed.unit AND upper_inf(v.recorded);

-- name: InsertUnitVersions
-- '' is a day without bound.
INSERT INTO unit_versions (province, unit, version, ordinal, valid, recorded, display_name, kind, level)
SELECT $1::text, n.unit, n.version, n.ordinal,
       daterange(nullif(n.valid_from, '')::date, nullif(n.valid_to, '')::date), tstzrange($10::timestamptz, NULL),
       n.display_name, n.kind, n.level
FROM unnest($2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
  AS n (unit, version, ordinal, valid_from, valid_to, display_name, kind, level);

-- name: PutRehomingItems
INSERT INTO rehoming_items (province, reorganisation, item, kind, outcome, state, task_id, plan, from_unit, to_unit, title,
                            record_time, rehoming_item)
SELECT $1::text, *
FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
            $10::text[], $11::text[], $12::timestamptz[], $13::jsonb[])
ON CONFLICT (province, reorganisation, item) DO UPDATE
SET kind = excluded.kind, outcome = excluded.outcome, state = excluded.state, task_id = excluded.task_id,
    plan = excluded.plan, from_unit = excluded.from_unit, to_unit = excluded.to_unit, title = excluded.title,
    record_time = excluded.record_time, rehoming_item = excluded.rehoming_item;

-- name: EnsureFeed
INSERT INTO feeds (province) VALUES ($1::text) ON CONFLICT (province) DO NOTHING;

-- name: LockFeed
-- From here on this transaction is the only one of the province that can commit.
SELECT last_sequence, last_hash FROM feeds WHERE province = $1::text FOR UPDATE;

-- name: InsertEvents
INSERT INTO events (province, sequence, time, subject, subject_version, type, actor_unit, request_id, first_of_command,
                    request_digest, event, previous_hash, hash)
SELECT $1::text, *
FROM unnest($2::bigint[], $3::timestamptz[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::text[],
            $9::boolean[], $10::bytea[], $11::jsonb[], $12::bytea[], $13::bytea[]);

-- name: AdvanceFeed
UPDATE feeds
SET last_sequence = $2::bigint, last_hash = $3::bytea, reference_version = reference_version + $4::bigint
WHERE province = $1::text;
