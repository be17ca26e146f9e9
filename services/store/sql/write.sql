-- Statements of a writing transaction, in the order in which one uses them. Arrays are parallel: one element per row.
-- Joins with unnest are driven by the arrays, so that the work grows with the batch and not with the table.

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
JOIN events e ON e.province = $1::text AND e.request_id = wanted.request_id AND e.first_of_command;

-- name: LockTasks
-- The message is left out when the caller already has this version of it.
SELECT t.task_id, t.version, CASE WHEN t.version = known.version THEN NULL ELSE t.task END
FROM unnest($2::text[], $3::bigint[]) AS known (task_id, version)
JOIN tasks t ON t.province = $1::text AND t.task_id = known.task_id
ORDER BY t.task_id
FOR UPDATE OF t;

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
FROM unnest($2::text[]) AS wanted (plan_id)
JOIN plans p ON p.province = $1::text AND p.plan_id = wanted.plan_id
ORDER BY p.plan_id
FOR UPDATE OF p;

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
UPDATE tasks t
SET version = n.version, state = n.state, open = n.open, frozen = n.frozen, lead_unit = n.lead_unit,
    issuer_unit = n.issuer_unit, approver_unit = n.approver_unit, assignee = n.assignee, plan = n.plan,
    plan_item = n.plan_item, handoff_to = n.handoff_to, on_monitor_list = n.on_monitor_list, title = n.title,
    due_time = n.due_time, wake_time = n.wake_time, create_time = n.create_time, update_time = n.update_time,
    task = n.task
FROM unnest($2::text[], $3::bigint[], $4::text[], $5::boolean[], $6::boolean[], $7::text[], $8::text[], $9::text[],
            $10::text[], $11::text[], $12::text[], $13::text[], $14::boolean[], $15::text[], $16::timestamptz[],
            $17::timestamptz[], $18::timestamptz[], $19::timestamptz[], $20::jsonb[])
  AS n (task_id, version, state, open, frozen, lead_unit, issuer_unit, approver_unit, assignee, plan, plan_item,
        handoff_to, on_monitor_list, title, due_time, wake_time, create_time, update_time, task)
WHERE t.province = $1::text AND t.task_id = n.task_id;

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
