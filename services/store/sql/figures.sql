-- Figures that are counted once (services/store/figure_rows.h).

-- name: FigureStates
-- Of every province with a journal: until when it is closed, the instant of its base, and the newest day before it that is not counted
-- although there were tasks.
SELECT f.province, f.closed_until, b.until, (
  SELECT d.until
  FROM events e
  LEFT JOIN task_standings_kept k ON k.province = f.province
  CROSS JOIN LATERAL generate_series(b.until, greatest(e.time, k.since), interval '-1 day') AS d (until)
  WHERE e.province = f.province AND e.sequence = 1
    AND NOT EXISTS (SELECT FROM figure_days_counted c WHERE c.province = f.province AND c.until = d.until)
  ORDER BY d.until DESC
  LIMIT 1)
FROM feeds f
LEFT JOIN figure_bases b ON b.province = f.province
WHERE f.last_sequence > 0
ORDER BY f.province;

-- name: CloseUntil
-- After OwnReference: whoever records something later sees it.
UPDATE feeds SET closed_until = $2::timestamptz
WHERE province = $1::text AND coalesce(closed_until, '-infinity') < $2::timestamptz;

-- name: OwnFigures
-- Answers false when another replica is counting.
SELECT pg_try_advisory_xact_lock(hashtextextended('phoihop figures ' || $1::text, 0));

-- name: ReadAllRows
-- Within this transaction, which connections that write otherwise never do.
SELECT set_config('enable_seqscan', 'on', true), set_config('plan_cache_mode', 'auto', true);

-- name: AddCountedDay
INSERT INTO figure_days_counted (province, until) VALUES ($1::text, $2::timestamptz) ON CONFLICT DO NOTHING;

-- name: ClearCells
DELETE FROM figure_cells WHERE province = $1::text;

-- name: ClearWeeks
DELETE FROM figure_weeks WHERE province = $1::text;

-- name: CountCells
-- By lead unit and by plan in one pass.
INSERT INTO figure_cells (province, by_plan, name, due_time, standing, result, bounced, secrecy, tasks)
SELECT $1::text, grouping(s.lead_unit) = 1, CASE WHEN grouping(s.lead_unit) = 0 THEN s.lead_unit ELSE s.plan END,
       s.due_time, s.standing, s.result, s.bounced, s.secrecy, count(*)
FROM (
  SELECT t.lead_unit, t.plan, t.standing, t.secrecy, t.bounce_count > 0 AS bounced,
         result_class(t.standing, t.due_time, t.submit_time, $2::timestamptz) AS result,
         CASE WHEN t.standing IN (2, 5) AND t.due_time >= $2::timestamptz THEN t.due_time ELSE '-infinity' END AS due_time
  FROM (
    SELECT province, since, due_time, submit_time, bounce_count, standing, secrecy, lead_unit, plan FROM task_standings
    UNION ALL
    SELECT province, since, due_time, submit_time, bounce_count, standing, secrecy, lead_unit, plan FROM task_standing_history
    WHERE until > $2::timestamptz) AS t
  WHERE t.province = $1::text AND t.since <= $2::timestamptz
  OFFSET 0) AS s
GROUP BY GROUPING SETS ((s.lead_unit, s.due_time, s.standing, s.result, s.bounced, s.secrecy),
                        (s.plan, s.due_time, s.standing, s.result, s.bounced, s.secrecy));

-- name: CountWeeks
INSERT INTO figure_weeks (province, week, name, secrecy, issued, completed_in_time, completed_late)
SELECT $1::text, w.week, w.lead_unit, w.secrecy, sum(w.issued), sum(w.in_time), sum(w.late)
FROM (
  SELECT c.week, t.lead_unit, t.secrecy, c.issued, c.in_time, c.late
  FROM (
    SELECT province, since, due_time, issue_time, submit_time, standing, secrecy, lead_unit FROM task_standings
    UNION ALL
    SELECT province, since, due_time, issue_time, submit_time, standing, secrecy, lead_unit FROM task_standing_history
    WHERE until > $2::timestamptz) AS t
  CROSS JOIN LATERAL (
    SELECT date_bin('7 days', t.issue_time, '2001-01-01 00:00+07'), 1, 0, 0
    UNION ALL
    SELECT date_bin('7 days', t.submit_time, '2001-01-01 00:00+07'), 0, CASE WHEN t.submit_time > t.due_time THEN 0 ELSE 1 END,
           CASE WHEN t.submit_time > t.due_time THEN 1 ELSE 0 END
    WHERE t.standing = 7) AS c (week, issued, in_time, late)
  WHERE t.province = $1::text AND t.since <= $2::timestamptz AND c.week IS NOT NULL) AS w
GROUP BY w.week, w.lead_unit, w.secrecy;

-- name: MoveBase
INSERT INTO figure_bases AS b (province, until) VALUES ($1::text, $2::timestamptz)
ON CONFLICT (province) DO UPDATE SET until = excluded.until;

-- name: CountDayOfCells
-- The day of the base, from its cells.
INSERT INTO figure_days (province, until, by_plan, result, name, secrecy, tasks)
SELECT province, $2::timestamptz, by_plan, result, name, secrecy, sum(tasks)
FROM figure_cells
WHERE province = $1::text
GROUP BY province, by_plan, result, name, secrecy;

-- name: CountDay
-- An earlier day, from how tasks stood.
INSERT INTO figure_days (province, until, by_plan, result, name, secrecy, tasks)
SELECT $1::text, $2::timestamptz, grouping(s.lead_unit) = 1, s.result,
       CASE WHEN grouping(s.lead_unit) = 0 THEN s.lead_unit ELSE s.plan END, s.secrecy, count(*)
FROM (
  SELECT t.lead_unit, t.plan, t.secrecy, result_class(t.standing, t.due_time, t.submit_time, $2::timestamptz) AS result
  FROM (
    SELECT province, since, due_time, submit_time, standing, secrecy, lead_unit, plan FROM task_standings
    UNION ALL
    SELECT province, since, due_time, submit_time, standing, secrecy, lead_unit, plan FROM task_standing_history
    WHERE until > $2::timestamptz) AS t
  WHERE t.province = $1::text AND t.since <= $2::timestamptz
  OFFSET 0) AS s
GROUP BY GROUPING SETS ((s.lead_unit, s.result, s.secrecy), (s.plan, s.result, s.secrecy));

-- name: FigureBase
SELECT until FROM figure_bases WHERE province = $1::text;

-- name: IsCountedDay
SELECT FROM figure_days_counted WHERE province = $1::text AND until = $2::timestamptz;
