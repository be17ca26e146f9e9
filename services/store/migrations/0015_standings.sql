-- How tasks stand as results count them (workflow/task/standing.h): now, and at every instant of the past. Written with the task, and
-- only when something in it changes, which accepting, assigning and starting a task do not. Narrow, so that a million of them are
-- counted in less than a second.
CREATE TABLE task_standings (
  province text NOT NULL,
  task_id text NOT NULL,
  -- From when on it stands so, as it was recorded.
  since timestamptz NOT NULL,
  -- 'infinity': no deadline.
  due_time timestamptz NOT NULL,
  issue_time timestamptz,
  -- When the result was handed in.
  submit_time timestamptz,
  bounce_count integer NOT NULL,
  -- Number of task::StandingKind, and of phoihop.v1.Secrecy, at least 1.
  standing smallint NOT NULL,
  secrecy smallint NOT NULL,
  -- Resource names; '' where there is none.
  lead_unit text NOT NULL,
  plan text NOT NULL,
  plan_item text NOT NULL,
  -- Names of units.
  territories jsonb NOT NULL,
  PRIMARY KEY (province, task_id)
) WITH (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05,
        autovacuum_vacuum_cost_delay = 1);
-- Neither of them looks at what changes most: a change stays within its page.
CREATE INDEX task_standings_lead ON task_standings (province, lead_unit);
CREATE INDEX task_standings_plan ON task_standings (province, plan) WHERE plan <> '';

-- How they stood before: from `since` until `until`. Never changed, never deleted.
CREATE TABLE task_standing_history (
  province text NOT NULL,
  task_id text NOT NULL,
  since timestamptz NOT NULL,
  until timestamptz NOT NULL,
  due_time timestamptz NOT NULL,
  issue_time timestamptz,
  submit_time timestamptz,
  bounce_count integer NOT NULL,
  standing smallint NOT NULL,
  secrecy smallint NOT NULL,
  lead_unit text NOT NULL,
  plan text NOT NULL,
  plan_item text NOT NULL,
  territories jsonb NOT NULL,
  PRIMARY KEY (province, task_id, since)
) WITH (autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
CREATE INDEX task_standing_history_until ON task_standing_history (province, until);
CREATE INDEX task_standing_history_lead ON task_standing_history (province, lead_unit, until);
-- Stretches that were overdue at some instant, for trends: few of all.
CREATE INDEX task_standing_history_overdue ON task_standing_history (province, until) WHERE due_time < until;

-- From when on figures are kept of a province that had tasks before there were any. Without a row: since its first task.
CREATE TABLE task_standings_kept (
  province text PRIMARY KEY,
  since timestamptz NOT NULL
);

-- Number of phoihop.v1.ResultClass at an instant; task::ResultClassOf says the same.
CREATE FUNCTION result_class(standing smallint, due_time timestamptz, submit_time timestamptz, as_of timestamptz) RETURNS smallint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (CASE
    WHEN standing = 7 THEN CASE WHEN due_time = 'infinity' THEN 5 WHEN submit_time > due_time THEN 2 ELSE 1 END
    WHEN standing IN (2, 3, 4) THEN CASE
      WHEN due_time = 'infinity' THEN 6
      WHEN standing = 2 AND due_time < as_of THEN 4
      WHEN standing <> 2 AND submit_time > due_time THEN 4
      ELSE 3 END
    WHEN standing = 1 THEN 7
    WHEN standing = 5 THEN 8
    WHEN standing = 6 THEN 10
    ELSE 9 END)::smallint
$$;

-- What follows from the tasks that there are.
INSERT INTO task_standings (province, task_id, since, due_time, issue_time, submit_time, bounce_count, standing, secrecy, lead_unit,
                            plan, plan_item, territories)
SELECT t.province, t.task_id, statement_timestamp(), t.due_time, (t.task->>'issue_time')::timestamptz,
       CASE t.state WHEN 'TASK_STATE_COMPLETED' THEN t.complete_time
                    WHEN 'TASK_STATE_SUBMITTED' THEN (t.task->'result'->>'submit_time')::timestamptz END,
       coalesce((t.task->>'bounce_count')::integer, 0),
       CASE WHEN t.state = 'TASK_STATE_PLANNED' THEN 1
            WHEN t.state = 'TASK_STATE_SUBMITTED' THEN 3
            WHEN t.state = 'TASK_STATE_REFUSED' THEN 5
            WHEN t.state = 'TASK_STATE_SUSPENDED' THEN 6
            WHEN t.state = 'TASK_STATE_COMPLETED' THEN 7
            WHEN NOT t.open THEN 8
            WHEN t.frozen THEN 4
            ELSE 2 END,
       t.secrecy, t.lead_unit, t.plan, t.plan_item, coalesce(t.task->'territories', '[]')
FROM tasks t
WHERE NOT t.fan_out;
INSERT INTO task_standings_kept (province, since) SELECT DISTINCT province, statement_timestamp() FROM task_standings;

GRANT SELECT, INSERT, UPDATE, DELETE ON task_standings TO phoihop_server;
GRANT SELECT, INSERT ON task_standing_history TO phoihop_server;
GRANT SELECT ON task_standings_kept TO phoihop_server;
