-- How secret a task or plan is (phoihop.v1.Secrecy; 1: NORMAL): lists leave out what the caller is not cleared for. It never changes.
ALTER TABLE tasks ADD COLUMN secrecy smallint NOT NULL DEFAULT 1;
ALTER TABLE plans ADD COLUMN secrecy smallint NOT NULL DEFAULT 1;
