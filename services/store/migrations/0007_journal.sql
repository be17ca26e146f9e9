-- The journal for auditors: found by who did something, shown to who may see the task, and signed from time to time.

-- What a unit did, and what a person did or what was done in the person's place. Events of the system itself and of units without
-- a person pay nothing for it. By time there is no index: instants grow with the sequence, so the primary key is searched
-- (SequenceBefore in journal.sql).
CREATE INDEX events_unit ON events (province, actor_unit, sequence) WHERE actor_unit <> '';
CREATE INDEX events_person ON events (province, (event->'actor'->>'person'), sequence)
  WHERE (event->'actor'->>'person') IS NOT NULL;
CREATE INDEX events_on_behalf_of ON events (province, (event->'actor'->>'on_behalf_of'), sequence)
  WHERE (event->'actor'->>'on_behalf_of') IS NOT NULL;

-- Who takes part in a task, for events of it. A transition does not touch it: those who take part stay the same.
CREATE INDEX task_participants_task ON task_participants (province, task_id) INCLUDE (unit, role);

-- Signed statements that the journal ended with an event (phoihop.v1.JournalCheckpoint): never changed, never deleted.
CREATE TABLE journal_checkpoints (
  province text NOT NULL,
  -- 1, 2, 3 … Of two replicas that make the next one, one wins.
  ordinal bigint NOT NULL,
  -- The event and its hash.
  sequence bigint NOT NULL,
  event_hash bytea NOT NULL,
  -- Whole seconds.
  time timestamptz NOT NULL,
  -- The public key and its id stay when the server gets another key.
  key_id text NOT NULL,
  public_key bytea NOT NULL,
  signature bytea NOT NULL,
  PRIMARY KEY (province, ordinal),
  CONSTRAINT journal_checkpoints_sequence UNIQUE (province, sequence)
);

GRANT SELECT, INSERT ON journal_checkpoints TO phoihop_server;
