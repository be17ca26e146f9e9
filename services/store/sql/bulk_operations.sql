-- Bulk operations and their items. As in write.sql, nothing is left to the planner.

-- name: LockBulkOperations
SELECT b.bulk_operation_id, b.version, b.bulk_operation
FROM (SELECT * FROM unnest($2::text[]) AS w (id) ORDER BY w.id) AS wanted
CROSS JOIN LATERAL (
  SELECT bulk_operation_id, version, bulk_operation FROM bulk_operations
  WHERE province = $1::text AND bulk_operation_id = wanted.id FOR UPDATE) AS b;

-- name: CountBulkItems
SELECT i.bulk_operation_id, i.state, count(*)
FROM unnest($2::text[]) AS wanted (id)
CROSS JOIN LATERAL (
  SELECT bulk_operation_id, state FROM bulk_operation_items
  WHERE province = $1::text AND bulk_operation_id = wanted.id
  OFFSET 0) AS i
GROUP BY i.bulk_operation_id, i.state;

-- name: ClaimBulkItems
-- At most $3 items (or the one of the task $4) of an operation that is running, in order; not those that somebody else holds.
SELECT b.bulk_operation, b.cause_sequence, i.ordinal, i.task_id
FROM (
  SELECT bulk_operation,
         (SELECT max(sequence) FROM events
          WHERE province = $1::text AND subject = 'provinces/' || $1::text || '/bulkOperations/' || $2::text) AS cause_sequence
  FROM bulk_operations
  WHERE province = $1::text AND bulk_operation_id = $2::text AND state = 'STATE_RUNNING'
  OFFSET 0) AS b
CROSS JOIN LATERAL (
  SELECT ordinal, task_id FROM bulk_operation_items
  WHERE province = $1::text AND bulk_operation_id = $2::text AND state = 'STATE_WAITING'
    AND ($4::text = '' OR task_id = $4::text)
  ORDER BY ordinal
  LIMIT $3::bigint
  FOR UPDATE SKIP LOCKED) AS i
ORDER BY i.ordinal;

-- name: PutBulkOperations
INSERT INTO bulk_operations (province, bulk_operation_id, version, state, unit, create_time, bulk_operation)
SELECT $1::text, * FROM unnest($2::text[], $3::bigint[], $4::text[], $5::text[], $6::timestamptz[], $7::jsonb[])
ON CONFLICT (province, bulk_operation_id) DO UPDATE
SET version = excluded.version, state = excluded.state, bulk_operation = excluded.bulk_operation;

-- name: InsertBulkItems
-- In the order of the array.
INSERT INTO bulk_operation_items (province, bulk_operation_id, ordinal, task_id, state)
SELECT $1::text, $2::text, t.ordinal, t.task_id, 'STATE_WAITING'
FROM unnest($3::text[]) WITH ORDINALITY AS t (task_id, ordinal);

-- name: RetryBulkItems
UPDATE bulk_operation_items
SET state = 'STATE_WAITING', reason = '', explanation = '', time = NULL
WHERE province = $1::text AND bulk_operation_id = $2::text AND state = 'STATE_FAILED';

-- name: CancelBulkItems
-- Waits for those that are being done, and leaves them alone.
UPDATE bulk_operation_items
SET state = 'STATE_CANCELLED', time = $3::timestamptz
WHERE province = $1::text AND bulk_operation_id = $2::text AND state = 'STATE_WAITING';

-- name: FinishBulkItems
UPDATE bulk_operation_items i
SET state = done.state, reason = done.reason, explanation = done.explanation, time = $7::timestamptz
FROM unnest($2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[])
  AS done (bulk_operation_id, ordinal, state, reason, explanation)
WHERE i.province = $1::text AND i.bulk_operation_id = done.bulk_operation_id AND i.ordinal = done.ordinal;

-- name: NextBulkOperations
-- Those that are running, the oldest first, with whether something of them waits.
SELECT b.province, b.bulk_operation_id,
       EXISTS (SELECT FROM bulk_operation_items i
               WHERE i.province = b.province AND i.bulk_operation_id = b.bulk_operation_id AND i.state = 'STATE_WAITING')
FROM bulk_operations b
WHERE b.state = 'STATE_RUNNING'
ORDER BY b.province, b.create_time, b.bulk_operation_id;

-- name: GetBulkOperation
SELECT b.bulk_operation, b.version, c.waiting, c.succeeded, c.failed, c.cancelled
FROM bulk_operations b
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE state = 'STATE_WAITING') AS waiting, count(*) FILTER (WHERE state = 'STATE_SUCCEEDED') AS succeeded,
         count(*) FILTER (WHERE state = 'STATE_FAILED') AS failed, count(*) FILTER (WHERE state = 'STATE_CANCELLED') AS cancelled
  FROM bulk_operation_items
  WHERE province = $1::text AND bulk_operation_id = b.bulk_operation_id) AS c
WHERE b.province = $1::text AND b.bulk_operation_id = $2::text;

-- name: ListBulkOperations
-- Newest first, at most $5 behind the place ($3, $4), which lies after all for the first page. $2: started by one of these units;
-- $6: by whomever.
SELECT b.bulk_operation, b.version, c.waiting, c.succeeded, c.failed, c.cancelled, b.create_time, b.bulk_operation_id
FROM (
  SELECT bulk_operation, version, create_time, bulk_operation_id FROM bulk_operations
  WHERE province = $1::text AND ($6::boolean OR unit = ANY ($2::text[]))
    AND (create_time, bulk_operation_id) < ($3::timestamptz, $4::text)
  ORDER BY create_time DESC, bulk_operation_id DESC
  LIMIT $5::bigint) AS b
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE state = 'STATE_WAITING') AS waiting, count(*) FILTER (WHERE state = 'STATE_SUCCEEDED') AS succeeded,
         count(*) FILTER (WHERE state = 'STATE_FAILED') AS failed, count(*) FILTER (WHERE state = 'STATE_CANCELLED') AS cancelled
  FROM bulk_operation_items
  WHERE province = $1::text AND bulk_operation_id = b.bulk_operation_id
  OFFSET 0) AS c
ORDER BY b.create_time DESC, b.bulk_operation_id DESC;

-- name: ListBulkItems
-- In order, at most $5 behind the ordinal $4. $3: only in these states; none: in all.
SELECT i.ordinal, i.task_id, coalesce(t.title, ''), i.state, i.reason, i.explanation, i.time
FROM (
  SELECT ordinal, task_id, state, reason, explanation, time FROM bulk_operation_items
  WHERE province = $1::text AND bulk_operation_id = $2::text AND ordinal > $4::bigint
    AND (cardinality($3::text[]) = 0 OR state = ANY ($3::text[]))
  ORDER BY ordinal
  LIMIT $5::bigint) AS i
LEFT JOIN LATERAL (SELECT title FROM tasks WHERE province = $1::text AND task_id = i.task_id OFFSET 0) AS t ON true
ORDER BY i.ordinal;
