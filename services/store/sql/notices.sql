-- Notices, digests and their deliveries.

-- name: NoticeStates
-- For every province: how far its journal is read, and when the next digests are due (ordinary, urgent).
SELECT f.province, f.last_sequence, coalesce(n.last_sequence, 0), ordinary.due_time, urgent.due_time
FROM feeds f
LEFT JOIN notice_feeds n ON n.province = f.province
LEFT JOIN LATERAL (
  SELECT d.due_time FROM digests d WHERE d.province = f.province AND NOT d.urgent AND d.close_time IS NULL
  ORDER BY d.due_time, d.digest_id LIMIT 1) AS ordinary ON true
LEFT JOIN LATERAL (
  SELECT d.due_time FROM digests d WHERE d.province = f.province AND d.urgent AND d.close_time IS NULL
  ORDER BY d.due_time, d.digest_id LIMIT 1) AS urgent ON true
ORDER BY f.province;

-- name: AddNoticeFeed
INSERT INTO notice_feeds (province) VALUES ($1::text) ON CONFLICT DO NOTHING;

-- name: LockNoticeFeed
SELECT last_sequence, last_digest FROM notice_feeds WHERE province = $1::text FOR UPDATE SKIP LOCKED;

-- name: ToldUntil
-- How far one turn reads: at most $3 events after $2.
SELECT least(last_sequence, $2::bigint + $3::bigint) FROM feeds WHERE province = $1::text;

-- name: EventsToTell
SELECT sequence, time, event FROM events
WHERE province = $1::text AND sequence > $2::bigint AND sequence <= $3::bigint AND type = ANY ($4::text[])
ORDER BY sequence;

-- name: TasksToTell
SELECT task_id, task FROM tasks WHERE province = $1::text AND task_id = ANY ($2::text[]);

-- name: RecipientStates
-- Of each recipient: its open digests (ordinary, urgent), and the urgent ones since $4.
SELECT r.place::bigint, ordinary.digest_id, urgent.digest_id,
       (SELECT count(*) FROM digests d
        WHERE d.province = $1::text AND d.unit = r.unit AND d.person = r.person AND d.urgent
          AND d.open_time > $4::timestamptz)
FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS r (unit, person, place)
LEFT JOIN LATERAL (
  SELECT d.digest_id FROM digests d
  WHERE d.province = $1::text AND d.unit = r.unit AND d.person = r.person AND NOT d.urgent AND d.close_time IS NULL
    AND d.system = '') AS ordinary ON true
LEFT JOIN LATERAL (
  SELECT d.digest_id FROM digests d
  WHERE d.province = $1::text AND d.unit = r.unit AND d.person = r.person AND d.urgent AND d.close_time IS NULL
    AND d.system = '') AS urgent ON true
ORDER BY r.place;

-- name: InsertDigests
INSERT INTO digests (province, digest_id, unit, person, system, urgent, open_time, due_time)
SELECT $1::text, d.* FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::boolean[], $7::timestamptz[],
                                 $8::timestamptz[])
  AS d (digest_id, unit, person, system, urgent, open_time, due_time);

-- name: InsertNotices
INSERT INTO notices (province, sequence, ordinal, digest_id, unit, person, task_id, thing, event_time, notice)
SELECT $1::text, n.sequence, n.ordinal, n.digest_id, n.unit, n.person, n.task_id, n.thing, n.event_time, n.notice
FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[],
            $9::timestamptz[], $10::jsonb[])
  AS n (sequence, ordinal, digest_id, unit, person, task_id, thing, event_time, notice);

-- name: MoveNoticeFeed
UPDATE notice_feeds SET last_sequence = $2::bigint, last_digest = $3::bigint WHERE province = $1::text;

-- name: DueDigests
-- Those that are due at $2, the first $3.
SELECT d.digest_id, d.unit, d.person, d.system, d.urgent FROM digests d
WHERE d.province = $1::text AND d.close_time IS NULL AND d.due_time <= $2::timestamptz
ORDER BY d.due_time, d.digest_id LIMIT $3::bigint;

-- name: PostponeDigests
UPDATE digests d SET due_time = later.due_time FROM unnest($2::bigint[], $3::timestamptz[]) AS later (digest_id, due_time)
WHERE d.province = $1::text AND d.digest_id = later.digest_id;

-- name: CloseDigests
UPDATE digests d SET close_time = $3::timestamptz WHERE d.province = $1::text AND d.digest_id = ANY ($2::bigint[]);

-- name: DeliverNotices
-- The notices of digests that go out at $3.
UPDATE notices n SET deliver_time = $3::timestamptz, superseded = r.place > 1
FROM (
  SELECT sequence, ordinal, row_number() OVER (PARTITION BY digest_id, thing ORDER BY sequence DESC, ordinal DESC) AS place
  FROM notices WHERE province = $1::text AND digest_id = ANY ($2::bigint[])) AS r
WHERE n.province = $1::text AND n.sequence = r.sequence AND n.ordinal = r.ordinal;

-- name: InsertDeliveries
INSERT INTO deliveries (province, digest_id, channel, state, system, address, attempts, next_attempt_time, sent_time)
SELECT $1::text, d.digest_id, d.channel, d.state, d.system, d.address, d.attempts, $8::timestamptz,
       CASE WHEN d.state = 2 THEN $8::timestamptz END
FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::bigint[])
  AS d (digest_id, channel, state, system, address, attempts);

-- name: ProvincesWithDeliveries
-- Where something waits for a try at $1 over the channel $2, to one of the systems $3 ('': to people and units); with $4
-- to any other.
SELECT f.province FROM feeds f
WHERE EXISTS (SELECT FROM deliveries d WHERE d.province = f.province AND d.channel = $2::bigint AND d.state = 1
              AND (d.system = ANY ($3::text[])) <> $4::boolean AND d.next_attempt_time <= $1::timestamptz)
ORDER BY f.province;

-- name: ClaimDeliveries
-- Takes deliveries over the channel $5 for a try, until $3, to one of the systems $6 ('': to people and units), with $7 to
-- any other: of each address the oldest, so that they arrive in order; what is urgent waits for nothing that is not.
WITH waits AS (
  SELECT m.digest_id, d.unit, d.urgent
  FROM deliveries m JOIN digests d ON d.province = $1::text AND d.digest_id = m.digest_id
  WHERE m.province = $1::text AND m.channel = $5::bigint AND m.state = 1 AND m.next_attempt_time <= $2::timestamptz
    AND (m.system = ANY ($6::text[])) <> $7::boolean
    AND NOT EXISTS (
      SELECT FROM deliveries e JOIN digests o ON o.province = $1::text AND o.digest_id = e.digest_id
      WHERE e.province = $1::text AND e.channel = $5::bigint AND e.system = m.system AND e.address = m.address
        AND e.state = 1 AND e.digest_id < m.digest_id AND (o.urgent OR NOT d.urgent))
  ORDER BY m.digest_id LIMIT $4::bigint FOR UPDATE OF m SKIP LOCKED
)
UPDATE deliveries m SET attempts = m.attempts + 1, next_attempt_time = $3::timestamptz FROM waits
WHERE m.province = $1::text AND m.channel = $5::bigint AND m.digest_id = waits.digest_id
RETURNING m.digest_id, m.address, m.attempts, m.system, waits.unit, waits.urgent;

-- name: PostponeDelivery
-- The try did not take place; the next one is at $5. Nothing when another try has begun since.
UPDATE deliveries SET attempts = attempts - 1, next_attempt_time = $5::timestamptz
WHERE province = $1::text AND digest_id = $2::bigint AND channel = $4::bigint AND state = 1 AND attempts = $3::bigint;

-- name: NoticesOfDigest
SELECT n.sequence, n.ordinal::bigint, n.event_time, n.notice, n.superseded FROM notices n
WHERE n.province = $1::text AND n.digest_id = $2::bigint ORDER BY n.sequence, n.ordinal;

-- name: NoteDelivery
-- What came of a try; nothing when another try has begun since.
UPDATE deliveries SET state = $4::bigint, sent_time = CASE WHEN $4::bigint = 2 THEN $5::timestamptz END,
  next_attempt_time = $6::timestamptz, last_error = $7::text
WHERE province = $1::text AND digest_id = $2::bigint AND channel = $8::bigint AND state = 1 AND attempts = $3::bigint;

-- name: ListInbox
-- Of a person in a unit and of the unit itself, before ($4, $5), newest first. Without a person: of the unit.
SELECT n.sequence, n.ordinal::bigint, n.event_time, n.notice, n.superseded, n.unit, n.person, n.digest_id, n.deliver_time, n.read_time
FROM (SELECT $3::text UNION SELECT '') AS w (person)
CROSS JOIN LATERAL (
  SELECT * FROM notices n
  WHERE n.province = $1::text AND n.unit = $2::text AND n.person = w.person AND n.deliver_time IS NOT NULL
    AND NOT n.superseded AND (n.sequence, n.ordinal) < ($4::bigint, $5::bigint)
    AND (NOT $6::boolean OR n.read_time IS NULL)
  ORDER BY n.sequence DESC, n.ordinal DESC LIMIT $7::bigint) AS n
ORDER BY n.sequence DESC, n.ordinal DESC LIMIT $7::bigint;

-- name: CountUnread
SELECT count(*) FROM notices
WHERE province = $1::text AND unit = $2::text AND person IN ($3::text, '') AND deliver_time IS NOT NULL AND NOT superseded
  AND read_time IS NULL;

-- name: ListTaskNotices
SELECT n.sequence, n.ordinal::bigint, n.event_time, n.notice, n.superseded, n.unit, n.person, n.digest_id,
       coalesce(n.deliver_time, d.due_time), n.read_time, m.channel::bigint, m.state::bigint, m.attempts::bigint,
       m.sent_time, m.next_attempt_time, m.last_error
FROM (
  SELECT * FROM notices
  WHERE province = $1::text AND task_id = $2::text AND (sequence, ordinal) > ($3::bigint, $4::bigint)
  ORDER BY sequence, ordinal LIMIT $5::bigint) AS n
JOIN digests d ON d.province = $1::text AND d.digest_id = n.digest_id
LEFT JOIN deliveries m ON m.province = $1::text AND m.digest_id = n.digest_id
ORDER BY n.sequence, n.ordinal, m.channel;

-- name: MarkNoticesRead
-- Those named, or with $6 all; a later receipt changes nothing.
UPDATE notices n SET read_time = $7::timestamptz
WHERE n.province = $1::text AND n.unit = $2::text AND n.person IN ($3::text, '') AND n.deliver_time IS NOT NULL
  AND NOT n.superseded AND n.read_time IS NULL
  AND ($6::boolean OR (n.sequence, n.ordinal) IN (SELECT * FROM unnest($4::bigint[], $5::bigint[])));
