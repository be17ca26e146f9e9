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
SELECT reference_version, last_sequence FROM feeds WHERE province = $1::text;

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
                   task)
SELECT $1::text, *
FROM unnest($2::text[], $3::bigint[], $4::text[], $5::boolean[], $6::boolean[], $7::text[], $8::text[], $9::text[],
            $10::text[], $11::text[], $12::text[], $13::text[], $14::boolean[], $15::text[], $16::timestamptz[],
            $17::timestamptz[], $18::timestamptz[], $19::timestamptz[], $20::jsonb[]);

-- name: UpdateTasks
-- The rows exist and are locked: every one conflicts and is updated in place.
INSERT INTO tasks AS t (province, task_id, version, state, open, frozen, lead_unit, issuer_unit, approver_unit,
                        assignee, plan, plan_item, handoff_to, on_monitor_list, title, due_time, wake_time, create_time,
                        update_time, task)
SELECT $1::text, *
FROM unnest($2::text[], $3::bigint[], $4::text[], $5::boolean[], $6::boolean[], $7::text[], $8::text[], $9::text[],
            $10::text[], $11::text[], $12::text[], $13::text[], $14::boolean[], $15::text[], $16::timestamptz[],
            $17::timestamptz[], $18::timestamptz[], $19::timestamptz[], $20::jsonb[])
ON CONFLICT (province, task_id) DO UPDATE
SET version = excluded.version, state = excluded.state, open = excluded.open, frozen = excluded.frozen,
    lead_unit = excluded.lead_unit, issuer_unit = excluded.issuer_unit, approver_unit = excluded.approver_unit,
    assignee = excluded.assignee, plan = excluded.plan, plan_item = excluded.plan_item,
    handoff_to = excluded.handoff_to, on_monitor_list = excluded.on_monitor_list, title = excluded.title,
    due_time = excluded.due_time, wake_time = excluded.wake_time, update_time = excluded.update_time,
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

-- name: DeleteQuarantine
DELETE FROM quarantine q
USING unnest($2::text[]) AS gone (task_id)
WHERE q.province = $1::text AND q.task_id = gone.task_id;

-- name: PutPlans
INSERT INTO plans (province, plan_id, version, state, issuer_unit, display_name, number, create_time, update_time, plan)
SELECT $1::text, *
FROM unnest($2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[],
            $9::timestamptz[], $10::jsonb[])
ON CONFLICT (province, plan_id) DO UPDATE
SET version = excluded.version, state = excluded.state, issuer_unit = excluded.issuer_unit,
    display_name = excluded.display_name, number = excluded.number, update_time = excluded.update_time,
    plan = excluded.plan;

-- name: PutReferenceItems
INSERT INTO reference_items (province, kind, name, version, item)
SELECT $1::text, * FROM unnest($2::text[], $3::text[], $4::bigint[], $5::jsonb[])
ON CONFLICT (province, kind, name) DO UPDATE SET version = excluded.version, item = excluded.item;

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
