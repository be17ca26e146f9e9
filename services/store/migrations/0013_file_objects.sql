-- Objects of files in a store that speaks S3. A row is committed before its object is put, and deleted after its object
-- was: whatever may be in the store has one.
CREATE TABLE file_objects (
  province text NOT NULL,
  sha256 bytea NOT NULL,
  -- No content names it: it is on its way, was left behind by a crash, or has lost its last file. Changes in the
  -- transaction that inserts or deletes the row of file_contents.
  pending boolean NOT NULL DEFAULT true,
  -- When it was last put, or began to be pending.
  change_time timestamptz NOT NULL,
  PRIMARY KEY (province, sha256)
);
CREATE INDEX file_objects_pending ON file_objects (province, change_time) WHERE pending;

GRANT SELECT, INSERT, UPDATE, DELETE ON file_objects TO phoihop_server;
