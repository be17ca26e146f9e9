-- Tasks that wait for other tasks (finish → start): one row for each Task.dependencies.
CREATE TABLE task_dependencies (
  province text NOT NULL,
  -- The task that has to end first, and the one that waits for it.
  predecessor_id text NOT NULL,
  task_id text NOT NULL,
  PRIMARY KEY (province, predecessor_id, task_id)
);
CREATE INDEX task_dependencies_task ON task_dependencies (province, task_id);

GRANT SELECT, INSERT, DELETE ON task_dependencies TO phoihop_server;
