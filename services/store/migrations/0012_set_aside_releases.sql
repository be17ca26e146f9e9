-- Operations of the escalation engine: what its status counts, and who had what it set aside tried again.

CREATE TABLE set_aside_releases (
  province text NOT NULL,
  -- A repeated request is the same request.
  request_id text NOT NULL,
  request_digest bytea NOT NULL,
  task_id text NOT NULL,
  release_time timestamptz NOT NULL,
  -- phoihop.v1.Actor.
  actor jsonb NOT NULL,
  reason text NOT NULL,
  -- Of the row of `quarantine` that went.
  set_aside_time timestamptz NOT NULL,
  set_aside_reason text NOT NULL,
  PRIMARY KEY (province, request_id)
);
CREATE INDEX set_aside_releases_task ON set_aside_releases (province, task_id, release_time);
-- Who released what is not rewritten.
GRANT SELECT, INSERT ON set_aside_releases TO phoihop_server;

-- Open tasks for which nothing happens by itself: the self-check looks at them one by one.
CREATE INDEX tasks_unarmed ON tasks (province, task_id) WHERE open AND wake_time IS NULL;
-- Mails that were given up.
CREATE INDEX deliveries_failed ON deliveries (province, digest_id) WHERE state = 3;
