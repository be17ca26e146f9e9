-- Statements of readers and of the sweep's look at the clock. Lists with filters are put together in the readers.

-- name: GetTask
SELECT task FROM tasks WHERE province = $1::text AND task_id = $2::text;

-- name: ProgressOfWholes
-- Counts of the parts of wholes as of $3, and the units of the first ten that are open.
SELECT t.parent_task,
       count(*) FILTER (WHERE t.state = 'TASK_STATE_COMPLETED'),
       count(*) FILTER (WHERE t.state = 'TASK_STATE_COMPLETED' AND t.complete_time > t.due_time),
       count(*) FILTER (WHERE t.open),
       count(*) FILTER (WHERE t.open AND NOT t.frozen AND t.due_time < $3::timestamptz),
       count(*) FILTER (WHERE t.open AND t.state IN ('TASK_STATE_PLANNED', 'TASK_STATE_ISSUED', 'TASK_STATE_REFUSED')),
       count(*) FILTER (WHERE NOT t.open AND t.state <> 'TASK_STATE_COMPLETED'),
       coalesce(array_to_string(
         (array_agg(t.lead_unit ORDER BY t.task_id COLLATE "C") FILTER (WHERE t.open))[1:10], ' '), '')
FROM tasks t
WHERE t.province = $1::text AND t.parent_task = ANY ($2::text[]) AND t.parent_task <> ''
GROUP BY t.parent_task;

-- name: TasksOfPlan
-- Tasks that were made of a plan, wholes and not parts.
SELECT task FROM tasks WHERE province = $1::text AND plan = $2::text AND plan <> '' AND parent_task = ''
ORDER BY task_id COLLATE "C";

-- name: PartsOfTasks
SELECT task FROM tasks WHERE province = $1::text AND parent_task = ANY ($2::text[]) AND parent_task <> ''
ORDER BY task_id COLLATE "C";

-- name: GetPlan
SELECT plan, version FROM plans WHERE province = $1::text AND plan_id = $2::text;

-- name: LastSequence
SELECT last_sequence FROM feeds WHERE province = $1::text;

-- name: LastSequences
SELECT f.province, f.last_sequence
FROM unnest($1::text[]) AS wanted (province) JOIN feeds f ON f.province = wanted.province;

-- name: AllLastSequences
SELECT province, last_sequence FROM feeds;

-- name: ListProvinces
SELECT province FROM feeds ORDER BY province;

-- name: ReferenceVersion
SELECT reference_version FROM feeds WHERE province = $1::text;

-- name: ReadReference
-- Version and items on one snapshot.
SELECT f.reference_version, r.kind, r.name, r.version, r.item
FROM feeds f LEFT JOIN reference_items r ON r.province = f.province
WHERE f.province = $1::text
ORDER BY r.kind, r.name COLLATE "C";

-- name: ReferenceVersionKnownAt
-- The newest that was recorded by an instant.
SELECT reference_version FROM reference_history
WHERE province = $1::text AND record_time <= $2::timestamptz
ORDER BY record_time DESC, reference_version DESC LIMIT 1;

-- name: ReadReferenceHistory
-- Everything as it stood at a version of the reference data.
SELECT h.kind, h.name, h.version, h.item
FROM (
  SELECT DISTINCT ON (kind, name) kind, name, version, item FROM reference_history
  WHERE province = $1::text AND reference_version <= $2::bigint
  ORDER BY kind, name, version DESC) AS h
ORDER BY h.kind, h.name COLLATE "C";

-- name: NextWakes
-- The earliest wake time of every province that has one.
SELECT f.province, earliest.wake_time
FROM feeds f
CROSS JOIN LATERAL (
  SELECT t.wake_time FROM tasks t
  WHERE t.province = f.province AND t.wake_time IS NOT NULL
  ORDER BY t.wake_time LIMIT 1
) AS earliest
ORDER BY f.province;

-- name: ListQuarantine
SELECT task_id, reason, since FROM quarantine WHERE province = $1::text ORDER BY since, task_id LIMIT 1000;

-- name: ReadMigrations
SELECT max(version) FROM schema_migrations;

-- name: CountProgress
-- Tasks of plans by plan, item, lead and number of the ResultClass. $2: only of these plans; none: of all. $4 … $8: what the caller may
-- see (visibility.h).
SELECT c.plan, c.plan_item, c.lead_unit, c.result, count(*)
FROM (
  SELECT t.plan, t.plan_item, t.lead_unit, result_class(t.standing, t.due_time, t.submit_time, $3::timestamptz) AS result
  FROM task_standings t
  WHERE t.province = $1::text AND t.plan <> ''
    AND (cardinality($2::text[]) = 0 OR t.plan = ANY ($2::text[]))
    AND ($4::boolean OR EXISTS (
      SELECT FROM unnest($5::text[], $6::bigint[], $7::text[], $8::text[]) AS v (unit, secrecy, plan, territory)
      WHERE t.secrecy <= v.secrecy AND (v.plan = '' OR v.plan = t.plan)
        AND (v.territory = '' OR t.territories ? v.territory)
        AND (v.unit = '' OR EXISTS (
          SELECT FROM task_participants p
          WHERE p.province = $1::text AND p.unit = v.unit AND p.task_id = t.task_id AND p.role <> 'proposed'))))) AS c
GROUP BY c.plan, c.plan_item, c.lead_unit, c.result
ORDER BY c.plan, c.plan_item, c.lead_unit, c.result;

-- name: PlanOutlines
-- Plans, newest first, with what their items are about. $2 as above; $4 to $7: which the caller sees (BindPlanVisibility).
SELECT p.plan_id, p.display_name, jsonb_build_object('items', coalesce((
  SELECT jsonb_agg(jsonb_build_object('name', i.item->'name', 'ordinal', i.item->'ordinal', 'text', i.item->'text',
                                      'headings', coalesce(i.item->'headings', '[]'),
                                      'function', coalesce(i.item->'function', '""'), 'state', i.item->'state')
                   ORDER BY i.place)
  FROM jsonb_array_elements(p.plan->'items') WITH ORDINALITY AS i (item, place)), '[]'))
FROM plans p
WHERE p.province = $1::text AND (cardinality($2::text[]) = 0 OR p.plan_id = ANY ($3::text[]))
  AND ($4::boolean OR p.secrecy <= 1 OR EXISTS (
    SELECT FROM unnest($5::bigint[], $6::text[], $7::text[]) AS v (degree, plan_id, issuer)
    WHERE p.secrecy <= v.degree AND v.plan_id IN ('', p.plan_id) AND v.issuer IN ('', p.issuer_unit)))
ORDER BY p.create_time DESC, p.plan_id DESC;
