-- Deliveries that were given up: seen, and sent again.

-- name: ListFailedDeliveries
-- After ($2, $3), oldest first: over the channel $4 (0: any), to the system $5 ('': to whomever), of the digests $6 (none:
-- of all).
SELECT m.digest_id, m.channel::bigint, m.system, d.unit, d.person, d.close_time, m.attempts::bigint, m.last_error,
       (SELECT count(*) FROM notices n WHERE n.province = $1::text AND n.digest_id = m.digest_id AND NOT n.superseded)
FROM (
  SELECT * FROM deliveries
  WHERE province = $1::text AND state = 3 AND (digest_id, channel) > ($2::bigint, $3::bigint)
    AND ($4::bigint = 0 OR channel = $4::bigint) AND ($5::text = '' OR system = $5::text)
    AND (cardinality($6::bigint[]) = 0 OR digest_id = ANY ($6::bigint[]))
  ORDER BY digest_id, channel LIMIT $7::bigint) AS m
JOIN digests d ON d.province = $1::text AND d.digest_id = m.digest_id
ORDER BY m.digest_id, m.channel;

-- name: RetryDeliveries
-- Of the digests $2 over the channels $3 those that are still given up: they wait for a first try at $5, to the address $4
-- ('': to the one that they have).
WITH failed AS (
  SELECT m.digest_id, m.channel, r.address
  FROM unnest($2::bigint[], $3::bigint[], $4::text[]) AS r (digest_id, channel, address)
  JOIN deliveries m ON m.province = $1::text AND m.digest_id = r.digest_id AND m.channel = r.channel
  WHERE m.state = 3
  ORDER BY m.digest_id, m.channel FOR UPDATE OF m SKIP LOCKED
)
UPDATE deliveries m SET state = 1, attempts = 0, next_attempt_time = $5::timestamptz, last_error = '',
  address = coalesce(nullif(failed.address, ''), m.address)
FROM failed WHERE m.province = $1::text AND m.digest_id = failed.digest_id AND m.channel = failed.channel;

-- name: KeepFailedDeliveries
-- Of the digests $2 over the channel $3: why they stay given up.
UPDATE deliveries SET last_error = $4::text
WHERE province = $1::text AND digest_id = ANY ($2::bigint[]) AND channel = $3::bigint AND state = 3;
