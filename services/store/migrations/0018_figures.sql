-- Figures that are counted once, so that nobody counts a million rows again: how tasks stood at the end of each day that is over, and
-- how they stood at the end of the last one in enough detail to say how they stand now from what has changed since
-- (services/store/figure_reader.h).

-- Nothing is recorded any more as of this instant or an earlier one: what was so by then does not change.
ALTER TABLE feeds ADD COLUMN closed_until timestamptz;

-- When the row was made. It never changes, so an index on it leaves changes of the row within their page.
ALTER TABLE task_standings ADD COLUMN first_since timestamptz NOT NULL DEFAULT '-infinity';
-- A day is closed at most a day back; rows that were made before that need not be found.
UPDATE task_standings SET first_since = since WHERE since > statement_timestamp() - interval '3 days';
CREATE INDEX task_standings_made ON task_standings (province, first_since);

-- At the instant `until`, the end of a day: how many tasks of which class.
CREATE TABLE figure_days (
  province text NOT NULL,
  until timestamptz NOT NULL,
  -- By plan, else by lead unit.
  by_plan boolean NOT NULL,
  -- Number of phoihop.v1.ResultClass.
  result smallint NOT NULL,
  -- Resource name of the unit or plan; '': no plan.
  name text NOT NULL,
  -- Number of phoihop.v1.Secrecy.
  secrecy smallint NOT NULL,
  tasks bigint NOT NULL,
  PRIMARY KEY (province, until, by_plan, result, name, secrecy)
);
-- The ends of days that figure_days has, also those of which there is nothing to count.
CREATE TABLE figure_days_counted (
  province text NOT NULL,
  until timestamptz NOT NULL,
  PRIMARY KEY (province, until)
);

-- The newest of them: the instant of figure_cells and figure_weeks.
CREATE TABLE figure_bases (
  province text PRIMARY KEY,
  until timestamptz NOT NULL
);
-- How the tasks stood then, so that their class at any later instant follows if nothing changes.
CREATE TABLE figure_cells (
  province text NOT NULL,
  by_plan boolean NOT NULL,
  name text NOT NULL,
  -- Of what is overdue once it is past (standing 2 and 5) the deadline, and '-infinity' when it was past; '-infinity' of the rest.
  due_time timestamptz NOT NULL,
  -- Number of task::StandingKind.
  standing smallint NOT NULL,
  -- The class at the instant. Only of standing 2 does it change by itself.
  result smallint NOT NULL,
  bounced boolean NOT NULL,
  secrecy smallint NOT NULL,
  tasks bigint NOT NULL,
  PRIMARY KEY (province, by_plan, name, due_time, standing, result, bounced, secrecy)
);
-- How many of them were issued and completed in which week (from Monday 00:00 in Vietnam), by lead unit.
CREATE TABLE figure_weeks (
  province text NOT NULL,
  week timestamptz NOT NULL,
  name text NOT NULL,
  secrecy smallint NOT NULL,
  issued bigint NOT NULL,
  completed_in_time bigint NOT NULL,
  completed_late bigint NOT NULL,
  PRIMARY KEY (province, week, name, secrecy)
);

GRANT SELECT, INSERT ON figure_days, figure_days_counted TO phoihop_server;
GRANT SELECT, INSERT, UPDATE ON figure_bases TO phoihop_server;
GRANT SELECT, INSERT, DELETE ON figure_cells, figure_weeks TO phoihop_server;
