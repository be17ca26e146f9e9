-- Work baskets. As in write.sql, nothing is left to the planner: a page takes the first entries of each kind from the index and
-- merges them.

-- name: DeleteBasketEntries
DELETE FROM task_baskets b
USING unnest($2::text[], $3::bigint[], $4::timestamptz[], $5::text[]) AS gone (unit, kind, due_time, task_id)
WHERE b.province = $1::text AND b.unit = gone.unit AND b.kind = gone.kind::smallint AND b.due_time = gone.due_time
  AND b.task_id = gone.task_id;

-- name: InsertBasketEntries
INSERT INTO task_baskets (province, unit, kind, due_time, task_id, person, running, secrecy)
SELECT $1::text, n.unit, n.kind::smallint, n.due_time, n.task_id, n.person, n.running, n.secrecy::smallint
FROM unnest($2::text[], $3::bigint[], $4::timestamptz[], $5::text[], $6::text[], $7::boolean[], $8::bigint[])
  AS n (unit, kind, due_time, task_id, person, running, secrecy);

-- name: ListBasket
-- Of the unit $2 and the kinds $3: at most $7 entries behind the place ($4, $5, $6), which lies before all for the first page, with
-- what a list shows of their tasks. $8: the whole task instead. $10: up to this degree of secrecy.
SELECT b.kind, b.due_time, b.task_id, t.state, t.lead_unit, t.issuer_unit, t.assignee, t.plan, t.title, t.due_time, t.version,
       t.open AND NOT t.frozen AND t.due_time < $9::timestamptz, t.priority, t.due_date, t.task
FROM (
  SELECT of_kind.kind, of_kind.due_time, of_kind.task_id
  FROM unnest($3::bigint[]) AS wanted (kind)
  CROSS JOIN LATERAL (
    SELECT kind, due_time, task_id FROM task_baskets
    WHERE province = $1::text AND unit = $2::text AND kind = wanted.kind::smallint
      AND (due_time, task_id) >= ($4::timestamptz, $5::text)
      AND (due_time, task_id, kind) > ($4::timestamptz, $5::text, $6::bigint) AND secrecy <= $10::bigint
    ORDER BY due_time, task_id
    LIMIT $7::bigint) AS of_kind
  ORDER BY of_kind.due_time, of_kind.task_id, of_kind.kind
  LIMIT $7::bigint) AS b
CROSS JOIN LATERAL (
  SELECT state, lead_unit, issuer_unit, assignee, plan, title, due_time, version, open, frozen,
         CASE WHEN $8::boolean THEN '' ELSE task->>'priority' END AS priority,
         CASE WHEN $8::boolean THEN '' ELSE task->>'due_date' END AS due_date,
         CASE WHEN $8::boolean THEN task END AS task
  FROM tasks WHERE province = $1::text AND task_id = b.task_id
  OFFSET 0) AS t
ORDER BY b.due_time, b.task_id, b.kind;

-- name: ListBasketOfPerson
-- The same of what the person $3 has.
SELECT b.kind, b.due_time, b.task_id, t.state, t.lead_unit, t.issuer_unit, t.assignee, t.plan, t.title, t.due_time, t.version,
       t.open AND NOT t.frozen AND t.due_time < $9::timestamptz, t.priority, t.due_date, t.task
FROM (
  SELECT kind, due_time, task_id FROM task_baskets
  WHERE province = $1::text AND unit = $2::text AND person = $3::text AND person <> ''
    AND (due_time, task_id) >= ($4::timestamptz, $5::text)
    AND (due_time, task_id, kind) > ($4::timestamptz, $5::text, $6::bigint) AND secrecy <= $10::bigint
  ORDER BY due_time, task_id
  LIMIT $7::bigint) AS b
CROSS JOIN LATERAL (
  SELECT state, lead_unit, issuer_unit, assignee, plan, title, due_time, version, open, frozen,
         CASE WHEN $8::boolean THEN '' ELSE task->>'priority' END AS priority,
         CASE WHEN $8::boolean THEN '' ELSE task->>'due_date' END AS due_date,
         CASE WHEN $8::boolean THEN task END AS task
  FROM tasks WHERE province = $1::text AND task_id = b.task_id
  OFFSET 0) AS t
ORDER BY b.due_time, b.task_id, b.kind;

-- name: CountBasket
-- Of each kind of $3: how many there are and how many of them are overdue at $4, counted up to $5 in the order of the index, so
-- that nothing else is read. $6: up to this degree of secrecy.
SELECT wanted.kind, every.n, late.n
FROM unnest($3::bigint[]) AS wanted (kind)
CROSS JOIN LATERAL (
  SELECT count(*) AS n FROM (
    SELECT FROM task_baskets
    WHERE province = $1::text AND unit = $2::text AND kind = wanted.kind::smallint AND secrecy <= $6::bigint
    ORDER BY due_time, task_id
    LIMIT $5::bigint) AS counted) AS every
CROSS JOIN LATERAL (
  SELECT count(*) AS n FROM (
    SELECT FROM task_baskets
    WHERE province = $1::text AND unit = $2::text AND kind = wanted.kind::smallint AND due_time < $4::timestamptz AND running
      AND secrecy <= $6::bigint
    ORDER BY due_time, task_id
    LIMIT $5::bigint) AS counted) AS late
WHERE every.n > 0
ORDER BY wanted.kind;

-- name: CountBasketOfPerson
-- The same of what the person $3 has.
SELECT c.kind, count(*), count(*) FILTER (WHERE c.due_time < $4::timestamptz AND c.running)
FROM (
  SELECT kind, due_time, running FROM task_baskets
  WHERE province = $1::text AND unit = $2::text AND person = $3::text AND person <> '' AND secrecy <= $6::bigint
  ORDER BY due_time, task_id
  LIMIT $5::bigint) AS c
GROUP BY c.kind
ORDER BY c.kind;
