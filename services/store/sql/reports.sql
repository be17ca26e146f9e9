-- How tasks stand, now and then. What counts them is put together in report_reader.cc, because of its conditions.

-- name: KeepStandings
-- Puts away how the tasks $2 stood until $3. What did not last is not kept.
INSERT INTO task_standing_history (province, task_id, since, until, due_time, issue_time, submit_time, bounce_count, standing, secrecy,
                                   lead_unit, plan, plan_item, territories)
SELECT s.province, s.task_id, s.since, $3::timestamptz, s.due_time, s.issue_time, s.submit_time, s.bounce_count, s.standing, s.secrecy,
       s.lead_unit, s.plan, s.plan_item, s.territories
FROM unnest($2::text[]) AS changed (task_id)
CROSS JOIN LATERAL (
  SELECT * FROM task_standings WHERE province = $1::text AND task_id = changed.task_id OFFSET 0) AS s
WHERE s.since < $3::timestamptz
ON CONFLICT DO NOTHING;

-- name: PutStandings
-- How the tasks stand from $2 on. Clocks of two replicas differ a little: no stretch begins before the one ahead of it ends.
INSERT INTO task_standings AS s (province, task_id, since, due_time, issue_time, submit_time, bounce_count, standing, secrecy,
                                 lead_unit, plan, plan_item, territories, first_since)
SELECT $1::text, n.task_id, $2::timestamptz, n.due_time, n.issue_time, n.submit_time, n.bounce_count, n.standing::smallint,
       n.secrecy::smallint, n.lead_unit, n.plan, n.plan_item, n.territories, $2::timestamptz
FROM unnest($3::text[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[], $7::bigint[], $8::bigint[], $9::bigint[],
            $10::text[], $11::text[], $12::text[], $13::jsonb[])
  AS n (task_id, due_time, issue_time, submit_time, bounce_count, standing, secrecy, lead_unit, plan, plan_item, territories)
ON CONFLICT (province, task_id) DO UPDATE
SET since = greatest(s.since, excluded.since), due_time = excluded.due_time, issue_time = excluded.issue_time, submit_time = excluded.submit_time,
    bounce_count = excluded.bounce_count, standing = excluded.standing, lead_unit = excluded.lead_unit, plan = excluded.plan,
    plan_item = excluded.plan_item, territories = excluded.territories;

-- name: DeleteStandings
-- Of tasks that are counted no more.
DELETE FROM task_standings s
USING unnest($2::text[]) AS gone (task_id)
WHERE s.province = $1::text AND s.task_id = gone.task_id;

-- name: StandingsKeptSince
SELECT since FROM task_standings_kept WHERE province = $1::text;

-- name: PlanDisplayNames
-- Of the plans $2 (ids); $3 to $6: which the caller sees (BindPlanVisibility).
SELECT p.plan_id, p.display_name
FROM plans p
WHERE p.province = $1::text AND p.plan_id = ANY ($2::text[])
  AND ($3::boolean OR p.secrecy <= 1 OR EXISTS (
    SELECT FROM unnest($4::bigint[], $5::text[], $6::text[]) AS v (degree, plan_id, issuer)
    WHERE p.secrecy <= v.degree AND v.plan_id IN ('', p.plan_id) AND v.issuer IN ('', p.issuer_unit)));
