-- Work baskets: what a unit, or a person in it, has to do now. Follows from each task alone (workflow/task/basket.h) and is written
-- with it, so that a basket is read in its order from one index, however many tasks there are.
CREATE TABLE task_baskets (
  province text NOT NULL,
  -- Resource name.
  unit text NOT NULL,
  -- Number of phoihop.v1.BasketKind.
  kind smallint NOT NULL,
  -- 'infinity': never due.
  due_time timestamptz NOT NULL,
  task_id text NOT NULL,
  -- Who has it: resource name; '' where it is nobody's.
  person text NOT NULL,
  -- Whether it is overdue once due_time is past: the clock runs.
  running boolean NOT NULL,
  -- Number of phoihop.v1.Secrecy, at least 1.
  secrecy smallint NOT NULL,
  PRIMARY KEY (province, unit, kind, due_time, task_id) INCLUDE (running, secrecy)
) WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 1);
CREATE INDEX task_baskets_person ON task_baskets (province, unit, person, due_time, task_id) WHERE person <> '';

-- What follows from the tasks that there are.
WITH clock AS NOT MATERIALIZED (
  SELECT t.province, t.task_id, c.place, c.clock->>'purpose' AS purpose, coalesce(c.clock->>'handoff', '') AS handoff,
         CASE WHEN c.clock->>'state' IN ('CLOCK_STATE_RUNNING', 'CLOCK_STATE_FROZEN', 'CLOCK_STATE_SUSPENDED')
              THEN (c.clock->>'due_time')::timestamptz END AS due,
         c.clock->>'state' = 'CLOCK_STATE_RUNNING' AS running
  FROM tasks t CROSS JOIN LATERAL jsonb_array_elements(t.task->'clocks') WITH ORDINALITY AS c (clock, place)
), last AS NOT MATERIALIZED (
  SELECT DISTINCT ON (province, task_id, purpose) province, task_id, purpose, due, running
  FROM clock ORDER BY province, task_id, purpose, place DESC
), reply AS NOT MATERIALIZED (
  SELECT province, task_id, handoff, place, due, running FROM clock WHERE purpose = 'CLOCK_PURPOSE_HANDOFF_REPLY'
), worked AS NOT MATERIALIZED (
  SELECT t.province, t.task_id, t.state, t.open, t.lead_unit, t.issuer_unit, t.approver_unit, t.assignee, t.task,
         t.open AND t.state <> 'TASK_STATE_PLANNED' AS waits,
         t.fan_out AND t.lead_unit = t.issuer_unit AND NOT coalesce((t.task->>'approval_required')::boolean, false)
           AS own_whole,
         coalesce(t.task->'impossibility'->>'state', '') = 'STATE_REPORTED' AS impossible,
         coalesce(jsonb_path_exists(t.task, '$.extensions[*] ? (@.state == "STATE_REQUESTED")'), false) AS asks_for_time
  FROM tasks t
), entry AS (
  -- Kinds whose due instant is that of a clock of the task.
  SELECT w.province, k.unit, k.kind, w.task_id, k.person, l.due, l.running, w.task->>'secrecy' AS secrecy
  FROM worked w
  CROSS JOIN LATERAL (
    SELECT 1, w.lead_unit, 'CLOCK_PURPOSE_ACKNOWLEDGE', '' WHERE w.state = 'TASK_STATE_ISSUED'
    UNION ALL
    SELECT CASE w.assignee WHEN '' THEN 2 ELSE 3 END, w.lead_unit, 'CLOCK_PURPOSE_COMPLETE', w.assignee
    WHERE w.state IN ('TASK_STATE_ACCEPTED', 'TASK_STATE_IN_PROGRESS') AND NOT w.own_whole
    UNION ALL
    SELECT 4, w.approver_unit, 'CLOCK_PURPOSE_APPROVE', '' WHERE w.state = 'TASK_STATE_SUBMITTED'
    UNION ALL
    SELECT 4, w.approver_unit, 'CLOCK_PURPOSE_COMPLETE', ''
    WHERE w.waits AND w.impossible AND w.state <> 'TASK_STATE_SUBMITTED'
    UNION ALL
    SELECT 5, w.issuer_unit, 'CLOCK_PURPOSE_ISSUER_DECISION', '' WHERE w.state = 'TASK_STATE_REFUSED'
    UNION ALL
    SELECT 5, w.issuer_unit, 'CLOCK_PURPOSE_COMPLETE', ''
    WHERE w.waits AND w.asks_for_time AND w.state <> 'TASK_STATE_REFUSED'
  ) AS k (kind, unit, purpose, person)
  LEFT JOIN last l ON l.province = w.province AND l.task_id = w.task_id AND l.purpose = k.purpose
  UNION ALL
  (SELECT DISTINCT ON (w.province, w.task_id, h.handoff->>'name')
          w.province, h.handoff->>'to_unit', 6, w.task_id, '', r.due, r.running, w.task->>'secrecy'
   FROM worked w
   CROSS JOIN LATERAL jsonb_array_elements(w.task->'handoffs') AS h (handoff)
   LEFT JOIN reply r ON r.province = w.province AND r.task_id = w.task_id AND r.handoff IN ('', h.handoff->>'name')
   WHERE w.waits AND h.handoff->>'state' IN ('STATE_SENT', 'STATE_DELIVERED', 'STATE_RECALL_REQUESTED')
   ORDER BY w.province, w.task_id, h.handoff->>'name', r.place DESC)
  UNION ALL
  SELECT w.province, c.contribution->>'unit', 7, w.task_id, '',
         ((c.contribution->>'due_date')::date + 1)::timestamp AT TIME ZONE INTERVAL '+07:00',
         w.state <> 'TASK_STATE_SUSPENDED', w.task->>'secrecy'
  FROM worked w
  CROSS JOIN LATERAL jsonb_array_elements(w.task->'contributions') AS c (contribution)
  WHERE w.waits AND c.contribution->>'state' = 'STATE_REQUESTED' AND w.task->'coordinator_units' ? (c.contribution->>'unit')
  UNION ALL
  SELECT w.province, c.copy->>'unit', 8, w.task_id, '', NULL, false, w.task->>'secrecy'
  FROM worked w
  CROSS JOIN LATERAL jsonb_array_elements(w.task->'copies') AS c (copy)
  WHERE NOT c.copy ? 'read_time'
)
INSERT INTO task_baskets (province, unit, kind, due_time, task_id, person, running, secrecy)
SELECT DISTINCT ON (e.province, e.unit, e.kind, e.task_id)
       e.province, e.unit, e.kind, coalesce(e.due, 'infinity'), e.task_id, e.person,
       e.due IS NOT NULL AND coalesce(e.running, false),
       CASE e.secrecy WHEN 'SECRECY_CONFIDENTIAL' THEN 2 WHEN 'SECRECY_SECRET' THEN 3 WHEN 'SECRECY_TOP_SECRET' THEN 4 ELSE 1 END
FROM entry e
WHERE coalesce(e.unit, '') <> ''
ORDER BY e.province, e.unit, e.kind, e.task_id, coalesce(e.due, 'infinity'), coalesce(e.running, false) DESC;

GRANT SELECT, INSERT, DELETE ON task_baskets TO phoihop_server;

-- Bulk operations: one verb for many tasks.
CREATE TABLE bulk_operations (
  province text NOT NULL,
  bulk_operation_id text NOT NULL,
  version bigint NOT NULL,
  -- Name of phoihop.v1.BulkOperation.State.
  state text NOT NULL,
  -- That started it: resource name.
  unit text NOT NULL,
  create_time timestamptz NOT NULL,
  -- phoihop.v1.BulkOperation; how many of its items are in which state is counted.
  bulk_operation jsonb NOT NULL,
  PRIMARY KEY (province, bulk_operation_id)
);
CREATE INDEX bulk_operations_newest ON bulk_operations (province, create_time, bulk_operation_id);
CREATE INDEX bulk_operations_running ON bulk_operations (province, create_time) WHERE state = 'STATE_RUNNING';

-- What becomes of each of their tasks: written by the transaction that does it.
CREATE TABLE bulk_operation_items (
  province text NOT NULL,
  bulk_operation_id text NOT NULL,
  -- 1, 2, 3 …: the order in which they are done.
  ordinal bigint NOT NULL,
  task_id text NOT NULL,
  -- Name of phoihop.v1.BulkOperationItem.State.
  state text NOT NULL,
  -- Of STATE_FAILED: name of the ErrorReason without prefix, and what to do.
  reason text NOT NULL DEFAULT '',
  explanation text NOT NULL DEFAULT '',
  -- When it was done, failed or given up; NULL while it waits.
  time timestamptz,
  PRIMARY KEY (province, bulk_operation_id, ordinal)
) WITH (fillfactor = 90);
CREATE INDEX bulk_operation_items_waiting ON bulk_operation_items (province, bulk_operation_id, ordinal)
  WHERE state = 'STATE_WAITING';

GRANT SELECT, INSERT, UPDATE ON bulk_operations, bulk_operation_items TO phoihop_server;
