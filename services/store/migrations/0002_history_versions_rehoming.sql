-- The organisation through time, and what became of open work when units changed. Province first everywhere, as before.

-- Comes with PostgreSQL and may be made by the owner of the database: equality of text inside an exclusion constraint.
CREATE EXTENSION IF NOT EXISTS btree_gist;

-- Reference data as they were recorded, every state of every thing: never changed, never deleted. What was known at an
-- instant is the newest row of each thing that was recorded by then.
CREATE TABLE reference_history (
  province text NOT NULL,
  -- As in reference_items.
  kind text NOT NULL,
  name text NOT NULL,
  version bigint NOT NULL,
  -- feeds.reference_version from this change on. Grows with record_time.
  reference_version bigint NOT NULL,
  record_time timestamptz NOT NULL,
  item jsonb NOT NULL,
  PRIMARY KEY (province, kind, name, version)
);
-- Which version was known at an instant, and the newest instant.
CREATE INDEX reference_history_time ON reference_history (province, record_time, reference_version);

-- Versions of units in two times: when they are the law and when the system held them for it. PostgreSQL itself refuses
-- two that would be in force on the same day and known at the same instant.
CREATE TABLE unit_versions (
  province text NOT NULL,
  -- Resource name.
  unit text NOT NULL,
  -- Of the unit, and the place of this version in it.
  version bigint NOT NULL,
  ordinal bigint NOT NULL,
  -- Days, closed at the start and open at the end; without bound: since always, until further notice.
  valid daterange NOT NULL,
  -- Without upper bound: what is held now. Empty: replaced in the instant in which it was recorded.
  recorded tstzrange NOT NULL,
  display_name text NOT NULL,
  -- Names of phoihop.v1.UnitKind and UnitLevel.
  kind text NOT NULL,
  level text NOT NULL,
  PRIMARY KEY (province, unit, version, ordinal),
  CONSTRAINT unit_versions_apart
    EXCLUDE USING gist (province WITH =, unit WITH =, valid WITH &&, recorded WITH &&)
);

-- What became of each open item in each reorganisation: one row each. The columns repeat what lists filter by and checks
-- count.
CREATE TABLE rehoming_items (
  province text NOT NULL,
  -- Resource names; '' where there is none.
  reorganisation text NOT NULL,
  item text NOT NULL,
  -- Names of phoihop.v1.RehomingItem.Kind, .Outcome and .State.
  kind text NOT NULL,
  outcome text NOT NULL,
  state text NOT NULL,
  -- Id of the task that the item is, or that the hand-off belongs to; '' for others.
  task_id text NOT NULL,
  plan text NOT NULL,
  -- Of the change of the lead, or of the only holder; else of the first change.
  from_unit text NOT NULL,
  to_unit text NOT NULL,
  title text NOT NULL,
  record_time timestamptz NOT NULL,
  -- phoihop.v1.RehomingItem.
  rehoming_item jsonb NOT NULL,
  PRIMARY KEY (province, reorganisation, item)
);
-- What was recorded for a task, and what an undo goes through.
CREATE INDEX rehoming_items_task ON rehoming_items (province, reorganisation, task_id);
-- What waits or failed.
CREATE INDEX rehoming_items_open ON rehoming_items (province, reorganisation, task_id)
  WHERE state IN ('STATE_FAILED', 'STATE_WAITING');

-- What was decided in one reorganisation. Other events pay nothing for it.
CREATE INDEX events_rehoming ON events (
  province,
  (coalesce(event->'task_rehomed', event->'task_split', event->'task_rehoming_undone', event->'plan_rehomed')
     ->>'reorganisation'),
  sequence)
WHERE type IN ('task.rehomed', 'task.split', 'task.rehoming_undone', 'plan.rehomed');

-- -- What stands in the journal already

-- The version of the reference data after an event is the number of commands that changed them so far. Instants are never
-- earlier than one before: what was recorded later is not known earlier, whatever the clocks of two servers said.
WITH recorded AS (
  SELECT e.province, e.sequence, e.subject, e.subject_version, e.first_of_command, e.time, e.event->p.payload->p.field AS item,
         p.kind
  FROM events e
  JOIN (VALUES ('unit_recorded', 'unit', 'units'),
               ('unit_set_recorded', 'unit_set', 'unit_sets'),
               ('membership_recorded', 'membership', 'memberships'),
               ('reorganisation_recorded', 'reorganisation', 'reorganisations'),
               ('instrument_recorded', 'instrument', 'instruments'),
               ('duty_recorded', 'duty', 'duties'),
               ('calendar_published', 'calendar', 'calendars'),
               ('escalation_policy_published', 'escalation_policy', 'escalation_policies')) AS p (payload, field, kind)
    ON e.event ? p.payload
)
INSERT INTO reference_history (province, kind, name, version, reference_version, record_time, item)
SELECT province, kind, subject, subject_version,
       count(*) FILTER (WHERE first_of_command) OVER journal, max(time) OVER journal, item
FROM recorded
WINDOW journal AS (PARTITION BY province ORDER BY sequence);

INSERT INTO unit_versions (province, unit, version, ordinal, valid, recorded, display_name, kind, level)
SELECT h.province, h.name, h.version, v.ordinal,
       daterange(nullif(v.version->>'valid_from', '')::date, nullif(v.version->>'valid_to', '')::date),
       h.recorded, coalesce(v.version->>'display_name', ''), coalesce(v.version->>'kind', 'UNIT_KIND_UNSPECIFIED'),
       coalesce(v.version->>'level', 'UNIT_LEVEL_UNSPECIFIED')
FROM (
  SELECT province, name, version, item,
         tstzrange(record_time, lead(record_time) OVER (PARTITION BY province, name ORDER BY version)) AS recorded
  FROM reference_history WHERE kind = 'units') AS h
CROSS JOIN LATERAL jsonb_array_elements(h.item->'versions') WITH ORDINALITY AS v (version, ordinal);

-- The unit that a refusing unit proposed takes part from now on, so that it is found when it changes.
INSERT INTO task_participants (province, unit, task_id, role)
SELECT province, task->>'proposed_unit', task_id, 'proposed' FROM tasks WHERE coalesce(task->>'proposed_unit', '') <> '';

DO $$
BEGIN
  ALTER TABLE reference_history ALTER COLUMN item SET COMPRESSION lz4;
  ALTER TABLE rehoming_items ALTER COLUMN rehoming_item SET COMPRESSION lz4;
EXCEPTION
  WHEN feature_not_supported THEN NULL;
END $$;

GRANT SELECT, INSERT ON reference_history TO phoihop_server;
-- The end of `recorded` is all that ever changes.
GRANT SELECT, INSERT, UPDATE (recorded) ON unit_versions TO phoihop_server;
GRANT SELECT, INSERT, UPDATE ON rehoming_items TO phoihop_server;
