-- What people decided about texts of appendix tables.

-- name: PutPlanAnswers
-- The newest wins, in whatever order they come.
INSERT INTO plan_answers AS a (province, field, text_key, answer_time, answer)
SELECT $1::text, *
FROM unnest($2::text[], $3::text[], $4::timestamptz[], $5::jsonb[]) AS given (field, text_key, answer_time, answer)
ORDER BY given.field, given.text_key
ON CONFLICT (province, field, text_key) DO UPDATE
SET answer_time = excluded.answer_time, answer = excluded.answer
WHERE a.answer_time <= excluded.answer_time;

-- name: FindPlanAnswers
SELECT a.answer
FROM unnest($2::text[], $3::text[]) AS wanted (field, text_key)
JOIN plan_answers a ON a.province = $1::text AND a.field = wanted.field AND a.text_key = wanted.text_key;

-- name: ListPlanAnswers
-- A page after the place of the page before; the first page starts at infinity.
WITH total AS (SELECT count(*) AS n FROM plan_answers WHERE province = $1::text)
SELECT total.n, page.answer_time, page.field, page.text_key, page.answer
FROM total LEFT JOIN LATERAL (
  SELECT a.answer_time, a.field, a.text_key, a.answer
  FROM plan_answers a
  WHERE a.province = $1::text
    AND (a.answer_time < $2::timestamptz
         OR (a.answer_time = $2::timestamptz AND (a.field, a.text_key) > ($3::text, $4::text)))
  ORDER BY a.answer_time DESC, a.field, a.text_key
  LIMIT $5::bigint) page ON true
ORDER BY page.answer_time DESC, page.field, page.text_key;
