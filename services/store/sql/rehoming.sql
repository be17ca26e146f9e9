-- Statements of readers of what reorganisations move. Units and instants are parallel: a unit concerns tasks that were made
-- by its instant (rehoming_claim.h). Persons and units likewise: tasks that the person has within the unit. Checks answer
-- one row: what should be, what was found, how many items break it, and the first of them, one a line.

-- name: ConcernedTasks
-- The role 'former' is none: it only sees the task.
SELECT t.task
FROM (
  SELECT DISTINCT of_unit.task_id
  FROM unnest($2::text[]) AS u (unit)
  CROSS JOIN LATERAL (
    SELECT DISTINCT p.task_id
    FROM task_participants p
    WHERE p.province = $1::text AND p.unit = u.unit AND p.task_id > $3::text AND p.role NOT IN ('former', 'copy')
      AND EXISTS (SELECT FROM tasks o WHERE o.province = $1::text AND o.task_id = p.task_id AND o.open)
    ORDER BY p.task_id
    LIMIT $4::bigint) AS of_unit
  ORDER BY of_unit.task_id
  LIMIT $4::bigint) AS found
JOIN tasks t ON t.province = $1::text AND t.task_id = found.task_id
ORDER BY t.task_id;

-- name: AssignedTasks
SELECT t.task
FROM tasks t
WHERE t.province = $1::text AND t.open AND t.assignee = $2::text AND t.assignee <> '' AND t.task_id > $3::text
ORDER BY t.task_id
LIMIT $4::bigint;

-- name: UnissuedPlans
SELECT plan_id FROM plans WHERE province = $1::text AND state <> 'STATE_ISSUED' ORDER BY plan_id;

-- name: RehomingCounts
-- Lines of all changes that are alike.
SELECT r.kind, coalesce(c.change->>'outcome', 'OUTCOME_UNSPECIFIED'),
       coalesce(c.change->>'role', 'REHOMING_ROLE_UNSPECIFIED'), coalesce(c.change->>'from_unit', ''),
       coalesce(c.change->>'to_unit', ''), count(*)
FROM rehoming_items r
CROSS JOIN LATERAL jsonb_array_elements(r.rehoming_item->'changes') AS c (change)
WHERE r.province = $1::text AND r.reorganisation = $2::text
GROUP BY 1, 2, 3, 4, 5;

-- name: RehomingStates
SELECT state, count(*) FROM rehoming_items WHERE province = $1::text AND reorganisation = $2::text GROUP BY state;

-- name: RemainingToMove
-- Open tasks that are concerned and for which nothing is recorded.
SELECT count(*)
FROM (
  SELECT t.task_id
  FROM unnest($3::text[], $4::timestamptz[]) AS u (unit, made_by)
  JOIN task_participants p ON p.province = $1::text AND p.unit = u.unit AND p.role NOT IN ('former', 'copy')
  JOIN tasks t ON t.province = $1::text AND t.task_id = p.task_id AND t.open AND t.create_time <= u.made_by
  UNION
  SELECT t.task_id
  FROM unnest($5::text[], $6::text[]) AS m (person, unit)
  JOIN tasks t ON t.province = $1::text AND t.open AND t.assignee = m.person AND t.assignee <> '' AND t.lead_unit = m.unit
) AS concerned
WHERE NOT EXISTS (
  SELECT FROM rehoming_items r
  WHERE r.province = $1::text AND r.reorganisation = $2::text AND r.task_id = concerned.task_id);

-- name: RemainingToUndo
-- Items that were moved, and open tasks that came to the units since, but for parts that go with what was split.
SELECT (
  SELECT count(*) FROM rehoming_items
  WHERE province = $1::text AND reorganisation = $2::text AND state IN ('STATE_DONE', 'STATE_WAITING')
    AND kind <> 'KIND_DUTY'
) + (
  SELECT count(DISTINCT t.task_id)
  FROM task_participants p
  JOIN tasks t ON t.province = $1::text AND t.task_id = p.task_id AND t.open
  WHERE p.province = $1::text AND p.unit = ANY ($3::text[]) AND p.role NOT IN ('former', 'copy')
    AND NOT EXISTS (
      SELECT FROM rehoming_items r
      WHERE r.province = $1::text AND r.reorganisation = $2::text AND r.task_id = p.task_id)
    AND NOT EXISTS (
      SELECT FROM rehoming_items r
      WHERE r.province = $1::text AND r.reorganisation = $2::text AND coalesce(t.task->>'superseded_task', '') <> ''
        AND r.task_id = split_part(t.task->>'superseded_task', '/', 4) AND r.state <> 'STATE_UNDONE')
);

-- name: CheckOutcomes
-- What has to have an outcome is taken from the journal (what the system decided since the switch), from the
-- reorganisation's duties, and from work that is open with its units now; what has one, from the table. An outcome that
-- nobody decided breaks it as well, unless it says that there was nothing to decide.
WITH switched AS (
  SELECT coalesce(max(sequence), 0) AS sequence FROM events
  WHERE province = $1::text AND subject = $2::text AND event ? 'reorganisation_enacted'
), decided AS (
  SELECT DISTINCT i.item->>'item' AS item
  FROM switched
  JOIN events e ON e.province = $1::text AND e.sequence > switched.sequence
  CROSS JOIN LATERAL jsonb_array_elements(
    coalesce(e.event->'task_rehomed', e.event->'task_split', e.event->'task_rehoming_undone', e.event->'plan_rehomed')
      ->'items') AS i (item)
  WHERE e.type IN ('task.rehomed', 'task.split', 'task.rehoming_undone', 'plan.rehomed')
    AND coalesce(e.event->'task_rehomed', e.event->'task_split', e.event->'task_rehoming_undone', e.event->'plan_rehomed')
          ->>'reorganisation' = $2::text
), duties AS (
  SELECT d.duty->>'item' AS item
  FROM reference_items r
  CROSS JOIN LATERAL jsonb_array_elements(coalesce(r.item->'duty_items', '[]')) AS d (duty)
  WHERE r.province = $1::text AND r.kind = 'reorganisations' AND r.name = $2::text
), still AS (
  -- Of a task that only was offered to the unit, or asks it for something, the hand-offs are the items, and not the task.
  SELECT CASE WHEN p.role = 'handoff' THEN h.name
         ELSE 'provinces/' || $1::text || '/tasks/' || t.task_id END AS item
  FROM unnest($3::text[], $4::timestamptz[]) AS u (unit, made_by)
  JOIN task_participants p ON p.province = $1::text AND p.unit = u.unit AND p.role NOT IN ('former', 'copy')
  JOIN tasks t ON t.province = $1::text AND t.task_id = p.task_id AND t.open AND t.create_time <= u.made_by
  LEFT JOIN LATERAL (
    SELECT o.handoff->>'name' AS name FROM jsonb_array_elements(t.task->'handoffs') AS o (handoff)
    WHERE p.role = 'handoff' AND o.handoff->>'to_unit' = u.unit
      AND (o.handoff->>'state' IN ('STATE_SENT', 'STATE_DELIVERED', 'STATE_RECALL_REQUESTED', 'STATE_RESULT_RETURNED')
           OR (o.handoff->>'state' = 'STATE_ACCEPTED' AND o.handoff->>'kind' = 'KIND_REQUEST'))
  ) AS h ON true
  UNION
  SELECT 'provinces/' || $1::text || '/tasks/' || t.task_id
  FROM unnest($5::text[], $6::text[]) AS m (person, unit)
  JOIN tasks t ON t.province = $1::text AND t.open AND t.assignee = m.person AND t.assignee <> '' AND t.lead_unit = m.unit
), due AS (
  SELECT item FROM decided UNION SELECT item FROM duties UNION SELECT item FROM still
), recorded AS (
  SELECT item, outcome IN ('OUTCOME_CLOSE', 'OUTCOME_UNSPECIFIED') AS of_itself FROM rehoming_items
  WHERE province = $1::text AND reorganisation = $2::text AND state = ANY ($7::text[])
), compared AS (
  SELECT coalesce(due.item, recorded.item) AS item, due.item IS NOT NULL AS is_due, recorded.item IS NOT NULL AS is_recorded
  FROM due FULL JOIN recorded ON recorded.item = due.item
  WHERE due.item IS NOT NULL OR NOT recorded.of_itself
)
SELECT count(*) FILTER (WHERE is_due), count(*) FILTER (WHERE is_recorded), count(*) FILTER (WHERE is_due <> is_recorded),
       (SELECT string_agg(item, E'\n') FROM (SELECT item FROM compared WHERE is_due <> is_recorded ORDER BY 1 LIMIT 20) AS s)
FROM compared;

-- name: CheckClosedUnits
-- Nothing that is open may be with a unit that lives no more: tasks in any role, items of plans that are not issued and
-- who issues them, duties.
WITH sits AS (
  SELECT DISTINCT 'provinces/' || $1::text || '/tasks/' || t.task_id AS item
  FROM task_participants p
  JOIN tasks t ON t.province = $1::text AND t.task_id = p.task_id AND t.open
  WHERE p.province = $1::text AND p.unit = ANY ($2::text[]) AND p.role NOT IN ('former', 'copy')
  UNION
  SELECT i.item->>'name'
  FROM plans p
  CROSS JOIN LATERAL jsonb_array_elements(coalesce(p.plan->'items', '[]')) AS i (item)
  CROSS JOIN LATERAL jsonb_array_elements(
    coalesce(i.item->'leads', '[]') || coalesce(i.item->'coordinators', '[]')) AS r (party)
  WHERE p.province = $1::text AND p.state <> 'STATE_ISSUED' AND i.item->>'state' NOT IN ('STATE_ISSUED', 'STATE_WITHDRAWN')
    AND r.party->'units' ?| $2::text[]
  UNION
  SELECT 'provinces/' || $1::text || '/plans/' || plan_id FROM plans
  WHERE province = $1::text AND state <> 'STATE_ISSUED' AND issuer_unit = ANY ($2::text[])
  UNION
  SELECT r.name
  FROM reference_items r
  CROSS JOIN LATERAL jsonb_array_elements(coalesce(r.item->'holders', '[]')) AS h (holder)
  WHERE r.province = $1::text AND r.kind = 'duties' AND h.holder->>'holder' = ANY ($2::text[])
    AND (coalesce(h.holder->>'valid_to', '') = '' OR h.holder->>'valid_to' > $3::text)
)
SELECT 0, count(*), count(*), (SELECT string_agg(item, E'\n') FROM (SELECT item FROM sits ORDER BY 1 LIMIT 20) AS s)
FROM sits;

-- name: CheckLeads
-- Every open task that was moved, or that a split made, has one lead: the same in the task, in its column and among the
-- participants, and that unit has a version in force on the day of the newest event.
WITH today AS (
  SELECT (e.time AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day
  FROM feeds f JOIN events e ON e.province = f.province AND e.sequence = f.last_sequence
  WHERE f.province = $1::text
), moved AS (
  SELECT task_id FROM rehoming_items
  WHERE province = $1::text AND reorganisation = $2::text AND task_id <> ''
  UNION
  SELECT split_part(c.child, '/', 4)
  FROM rehoming_items r
  CROSS JOIN LATERAL jsonb_array_elements_text(coalesce(r.rehoming_item->'children', '[]')) AS c (child)
  WHERE r.province = $1::text AND r.reorganisation = $2::text AND r.outcome = 'OUTCOME_SPLIT'
), leads AS (
  SELECT t.task_id, t.lead_unit, t.task->>'lead_unit' AS in_task
  FROM moved JOIN tasks t ON t.province = $1::text AND t.task_id = moved.task_id AND t.open
), held AS (
  -- Who leads by the table of participants, as far as units are looked at that lead one of these tasks or have ended.
  SELECT p.task_id, array_agg(p.unit) AS units
  FROM (SELECT lead_unit AS unit FROM leads UNION SELECT unnest($3::text[])) AS u
  JOIN task_participants p ON p.province = $1::text AND p.unit = u.unit AND p.role = 'lead'
  GROUP BY p.task_id
), living AS (
  SELECT DISTINCT v.unit
  FROM unit_versions v, today
  WHERE v.province = $1::text AND upper_inf(v.recorded) AND v.valid @> today.day
), judged AS (
  SELECT l.task_id, coalesce(held.units = ARRAY[l.lead_unit] AND l.in_task = l.lead_unit AND living.unit IS NOT NULL
                             AND l.lead_unit <> ALL ($3::text[]), false) AS good
  FROM leads l
  LEFT JOIN held ON held.task_id = l.task_id
  LEFT JOIN living ON living.unit = l.lead_unit
)
SELECT count(*), count(*) FILTER (WHERE good), count(*) FILTER (WHERE NOT good),
       (SELECT string_agg('provinces/' || $1::text || '/tasks/' || task_id, E'\n')
        FROM (SELECT task_id FROM judged WHERE NOT good ORDER BY 1 LIMIT 20) AS s)
FROM judged;

-- name: CheckBudget
-- What is left of completion clocks, before and after, one by one, where it has to be the same: everywhere when clocks are
-- kept ($3) or stand still, else where the lead did not change. What is due of a task that nobody touched since stands in
-- the task; a part of a split that nobody touched is due when the whole was.
WITH items AS (
  SELECT r.item, r.task_id, r.record_time, r.rehoming_item,
         coalesce((r.rehoming_item->>'remaining_before_seconds')::bigint, 0) AS before,
         coalesce((r.rehoming_item->>'remaining_after_seconds')::bigint, 0) AS after
  FROM rehoming_items r
  WHERE r.province = $1::text AND r.reorganisation = $2::text AND r.kind = 'KIND_TASK'
    AND r.state IN ('STATE_DONE', 'STATE_WAITING', 'STATE_UNDONE')
    AND ($3::boolean OR NOT EXISTS (
      SELECT FROM jsonb_array_elements(coalesce(r.rehoming_item->'changes', '[]')) AS c (change)
      WHERE c.change->>'role' = 'REHOMING_ROLE_LEAD' AND c.change->>'to_unit' IS DISTINCT FROM c.change->>'from_unit'))
), parts AS (
  SELECT DISTINCT i.item
  FROM items i
  CROSS JOIN LATERAL jsonb_array_elements_text(coalesce(i.rehoming_item->'children', '[]')) AS c (child)
  JOIN tasks whole ON whole.province = $1::text AND whole.task_id = i.task_id
  JOIN tasks part ON part.province = $1::text AND part.task_id = split_part(c.child, '/', 4)
  WHERE part.update_time = part.create_time AND part.due_time IS DISTINCT FROM whole.due_time
), due AS (
  SELECT i.item
  FROM items i
  CROSS JOIN LATERAL jsonb_array_elements(coalesce(i.rehoming_item->'before'->'clocks', '[]')) AS c (clock)
  JOIN tasks t ON t.province = $1::text AND t.task_id = i.task_id
  WHERE c.clock->>'purpose' = 'CLOCK_PURPOSE_COMPLETE' AND t.open
    AND t.version = (i.rehoming_item->>'version')::bigint
    AND t.due_time IS DISTINCT FROM (c.clock->>'due_time')::timestamptz
), broken AS (
  SELECT item FROM items WHERE before <> after UNION SELECT item FROM parts UNION SELECT item FROM due
)
SELECT coalesce(sum(before), 0)::bigint, coalesce(sum(after), 0)::bigint, (SELECT count(*) FROM broken),
       (SELECT string_agg(item, E'\n') FROM (SELECT item FROM broken ORDER BY 1 LIMIT 20) AS s)
FROM items;

-- name: CheckPlanCounts
-- Every item of a plan that was moved is in that plan still, once: as the task itself, or, when it was split, as its parts.
WITH before AS (
  SELECT item, kind, task_id, plan, rehoming_item FROM rehoming_items
  WHERE province = $1::text AND reorganisation = $2::text AND plan <> '' AND kind IN ('KIND_TASK', 'KIND_PLAN_ITEM')
), judged AS (
  SELECT b.item, CASE
    -- The plan itself is an item when its issuer moved.
    WHEN b.kind = 'KIND_PLAN_ITEM' THEN EXISTS (
      SELECT FROM plans p
      WHERE p.province = $1::text AND p.plan_id = split_part(b.plan, '/', 4)
        AND (b.item = b.plan OR p.plan->'items' @> jsonb_build_array(jsonb_build_object('name', b.item))))
    ELSE EXISTS (
      SELECT FROM tasks t
      WHERE t.province = $1::text AND t.task_id = b.task_id AND t.plan = b.plan
        AND (t.state <> 'TASK_STATE_SUPERSEDED' OR (
          SELECT count(*) > 0 AND bool_and(coalesce(part.plan = b.plan AND part.plan_item = t.plan_item, false))
          FROM jsonb_array_elements_text(coalesce(t.task->'superseded_by', '[]')) AS c (child)
          LEFT JOIN tasks part ON part.province = $1::text AND part.task_id = split_part(c.child, '/', 4))))
    END AS good
  FROM before b
)
SELECT count(*), count(*) FILTER (WHERE good), count(*) FILTER (WHERE NOT good),
       (SELECT string_agg(item, E'\n') FROM (SELECT item FROM judged WHERE NOT good ORDER BY 1 LIMIT 20) AS s)
FROM judged;

-- name: CheckFailures
SELECT 0, count(*), count(*), (
  SELECT string_agg(item, E'\n')
  FROM (SELECT item FROM rehoming_items
        WHERE province = $1::text AND reorganisation = $2::text AND state = 'STATE_FAILED' ORDER BY 1 LIMIT 20) AS s)
FROM rehoming_items
WHERE province = $1::text AND reorganisation = $2::text AND state = 'STATE_FAILED';

-- name: NewestEventTime
SELECT e.time FROM feeds f JOIN events e ON e.province = f.province AND e.sequence = f.last_sequence
WHERE f.province = $1::text;
