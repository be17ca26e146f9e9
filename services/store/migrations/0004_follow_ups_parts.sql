-- What follows from a commit for other tasks, and what lists and checks of fan-outs look at.

-- Commands that follow from events: written with the events, deleted by the transaction in which they are run. In the order
-- of their causes; of each task in that order.
CREATE TABLE follow_ups (
  province text NOT NULL,
  -- The event that they follow from, and their place among those of its command.
  cause_sequence bigint NOT NULL,
  ordinal bigint NOT NULL,
  -- The task that the command is for.
  task_id text NOT NULL,
  -- phoihop.internal.v1.TaskCommand.
  command jsonb NOT NULL,
  -- Set when it could not be run: since when, and why. The others go on.
  set_aside_time timestamptz,
  reason text NOT NULL DEFAULT '',
  PRIMARY KEY (province, cause_sequence, ordinal)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
CREATE INDEX follow_ups_waiting ON follow_ups (province, cause_sequence, ordinal) WHERE set_aside_time IS NULL;
CREATE INDEX follow_ups_task ON follow_ups (province, task_id, cause_sequence, ordinal) WHERE set_aside_time IS NULL;
CREATE INDEX follow_ups_aside ON follow_ups (province, set_aside_time) WHERE set_aside_time IS NOT NULL;

-- The day for which the sets of open fan-outs were last looked at: units join a set by a date too.
CREATE TABLE fan_out_days (
  province text PRIMARY KEY,
  day date NOT NULL
);

ALTER TABLE tasks
  -- Resource names; '' where there is none.
  ADD COLUMN parent_task text NOT NULL DEFAULT '',
  ADD COLUMN previous_occurrence text NOT NULL DEFAULT '',
  ADD COLUMN plan_function text NOT NULL DEFAULT '',
  -- Whether it is the whole of a fan-out.
  ADD COLUMN fan_out boolean NOT NULL DEFAULT false,
  ADD COLUMN complete_time timestamptz;

UPDATE tasks SET complete_time = (task->>'complete_time')::timestamptz WHERE task ? 'complete_time';

-- The parts of a whole; the open wholes of a province; who waits for an occurrence to end. None of them looks at `state`:
-- a transition that changes no other column stays within its page.
CREATE INDEX tasks_parent ON tasks (province, parent_task) WHERE parent_task <> '';
CREATE INDEX tasks_wholes ON tasks (province, task_id) WHERE fan_out AND open;
CREATE INDEX tasks_previous ON tasks (province, previous_occurrence) WHERE previous_occurrence <> '';

GRANT SELECT, INSERT, UPDATE, DELETE ON follow_ups TO phoihop_server;
GRANT SELECT, INSERT, UPDATE ON fan_out_days TO phoihop_server;
