-- The journal and what is folded from it. Every table starts with `province` and has it first in its primary key, no key
-- crosses provinces: the schema can be distributed on that column.

-- One row per province: the end of its journal. The last thing that a writing transaction does is to lock it, so that
-- the order of commits is the order of sequences.
CREATE TABLE feeds (
  province text PRIMARY KEY,
  -- Sequence and hash of the newest event; 32 zero bytes when there is none.
  last_sequence bigint NOT NULL DEFAULT 0,
  last_hash bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex'),
  -- Grows with every change of reference_items.
  reference_version bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);

-- What happened: never changed, never deleted.
CREATE TABLE events (
  province text NOT NULL,
  -- 1, 2, 3 … without a gap.
  sequence bigint NOT NULL,
  time timestamptz NOT NULL,
  -- Resource name of what changed, and its version after the event.
  subject text NOT NULL,
  subject_version bigint NOT NULL,
  -- `task.accepted`
  type text NOT NULL,
  -- Resource name of the actor's unit; '' for the system itself.
  actor_unit text NOT NULL,
  request_id text NOT NULL,
  -- A command is known by its first event; there the digest of its request is kept.
  first_of_command boolean NOT NULL,
  request_digest bytea,
  -- phoihop.v1.Event without sequence, previous_hash and hash, which stand in columns.
  event jsonb NOT NULL,
  previous_hash bytea NOT NULL,
  -- SHA-256 over previous_hash and the deterministic encoding of the event without both hashes.
  hash bytea NOT NULL,
  PRIMARY KEY (province, sequence)
) WITH (autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);

-- Makes a repeated request the same request, whichever replica it comes to.
CREATE UNIQUE INDEX events_request ON events (province, request_id) WHERE first_of_command;
-- The history of one thing.
CREATE INDEX events_subject ON events (province, subject, sequence);

-- One row per task, the fold of its events. The columns repeat what lists filter and sort by.
CREATE TABLE tasks (
  province text NOT NULL,
  task_id text NOT NULL,
  version bigint NOT NULL,
  -- Name of phoihop.v1.TaskState: `TASK_STATE_ISSUED`.
  state text NOT NULL,
  open boolean NOT NULL,
  -- The completion clock does not run now.
  frozen boolean NOT NULL,
  -- Resource names; '' where there is none.
  lead_unit text NOT NULL,
  issuer_unit text NOT NULL,
  approver_unit text NOT NULL,
  assignee text NOT NULL,
  plan text NOT NULL,
  plan_item text NOT NULL,
  -- The unit that the task is offered to now.
  handoff_to text NOT NULL,
  on_monitor_list boolean NOT NULL,
  title text NOT NULL,
  -- 'infinity': no deadline.
  due_time timestamptz NOT NULL,
  -- When the deadline sweep next has something to do; NULL: never.
  wake_time timestamptz,
  create_time timestamptz NOT NULL,
  update_time timestamptz NOT NULL,
  -- phoihop.v1.Task.
  task jsonb NOT NULL,
  PRIMARY KEY (province, task_id),
  CONSTRAINT tasks_lead_unit CHECK (lead_unit <> '')
) WITH (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05,
        autovacuum_vacuum_cost_delay = 1);

-- Work list of a unit.
CREATE INDEX tasks_work_list ON tasks (province, lead_unit, due_time, task_id) WHERE open;
-- What the sweep claims.
CREATE INDEX tasks_wake ON tasks (province, wake_time) WHERE wake_time IS NOT NULL;
CREATE INDEX tasks_plan ON tasks (province, plan) WHERE plan <> '';
CREATE INDEX tasks_assignee ON tasks (province, assignee) WHERE open AND assignee <> '';

-- Who takes part in a task and in which role: lead, issuer, approver, coordinator, handoff (offered to).
CREATE TABLE task_participants (
  province text NOT NULL,
  unit text NOT NULL,
  task_id text NOT NULL,
  role text NOT NULL,
  PRIMARY KEY (province, unit, task_id, role)
);

-- Tasks whose clock could not be fired: set aside with the reason, so that the others go on.
CREATE TABLE quarantine (
  province text NOT NULL,
  task_id text NOT NULL,
  reason text NOT NULL,
  since timestamptz NOT NULL,
  PRIMARY KEY (province, task_id)
);

CREATE TABLE plans (
  province text NOT NULL,
  plan_id text NOT NULL,
  version bigint NOT NULL,
  -- Name of phoihop.v1.Plan.State.
  state text NOT NULL,
  issuer_unit text NOT NULL,
  display_name text NOT NULL,
  number text NOT NULL,
  create_time timestamptz NOT NULL,
  update_time timestamptz NOT NULL,
  -- phoihop.v1.Plan with its items.
  plan jsonb NOT NULL,
  PRIMARY KEY (province, plan_id)
);

-- Units, sets, memberships, reorganisations, instruments, duties, calendars and ladders as they are.
CREATE TABLE reference_items (
  province text NOT NULL,
  -- Field of phoihop.internal.v1.ReferenceData: `units`, `calendars` …
  kind text NOT NULL,
  -- Resource name.
  name text NOT NULL,
  -- Number of events of this thing.
  version bigint NOT NULL,
  item jsonb NOT NULL,
  PRIMARY KEY (province, kind, name)
);

-- Messages of more than 2 kB are compressed with every change; lz4 costs a fraction of the processor time of the older method.
-- A PostgreSQL that was built without it keeps that one.
DO $$
BEGIN
  ALTER TABLE tasks ALTER COLUMN task SET COMPRESSION lz4;
  ALTER TABLE events ALTER COLUMN event SET COMPRESSION lz4;
  ALTER TABLE plans ALTER COLUMN plan SET COMPRESSION lz4;
EXCEPTION
  WHEN feature_not_supported THEN NULL;
END $$;

-- The server works as this role: it cannot change the past.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'phoihop_server') THEN
    CREATE ROLE phoihop_server NOLOGIN;
  END IF;
EXCEPTION
  -- Another database of the same cluster was migrated at the same time.
  WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$
BEGIN
  IF NOT pg_has_role(current_user, 'phoihop_server', 'MEMBER') THEN
    EXECUTE format('GRANT phoihop_server TO %I', current_user);
  END IF;
END $$;

GRANT SELECT ON schema_migrations TO phoihop_server;
GRANT SELECT, INSERT ON events TO phoihop_server;
GRANT SELECT, INSERT, UPDATE ON feeds, tasks, plans TO phoihop_server;
GRANT SELECT, INSERT, UPDATE, DELETE ON task_participants, quarantine, reference_items TO phoihop_server;
