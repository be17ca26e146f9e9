-- Files of tasks. What is the same is kept once in a province, under its SHA-256.

CREATE TABLE file_contents (
  province text NOT NULL,
  sha256 bytea NOT NULL,
  size_bytes bigint NOT NULL,
  -- Found in the content: `application/pdf`.
  media_type text NOT NULL,
  -- Where the bytes are: `postgresql` (file_chunks) or `s3`.
  store text NOT NULL,
  PRIMARY KEY (province, sha256)
);

-- Pieces of 256 KiB; the last one is shorter.
CREATE TABLE file_chunks (
  province text NOT NULL,
  sha256 bytea NOT NULL,
  ordinal bigint NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (province, sha256, ordinal),
  FOREIGN KEY (province, sha256) REFERENCES file_contents (province, sha256) ON DELETE CASCADE
);
-- Documents are compressed already.
ALTER TABLE file_chunks ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE files (
  province text NOT NULL,
  task_id text NOT NULL,
  -- Ids grow with time.
  file_id text NOT NULL,
  filename text NOT NULL,
  sha256 bytea NOT NULL,
  create_time timestamptz NOT NULL,
  -- phoihop.v1.Actor.
  uploader jsonb NOT NULL,
  request_id text NOT NULL,
  -- A document of the task's journal was seen to name it: it stays.
  kept boolean NOT NULL DEFAULT false,
  PRIMARY KEY (province, task_id, file_id),
  -- Whoever removes a content finds out that somebody uploads the same again at this moment.
  FOREIGN KEY (province, sha256) REFERENCES file_contents (province, sha256)
);
CREATE UNIQUE INDEX files_request ON files (province, task_id, request_id) WHERE request_id <> '';
CREATE INDEX files_content ON files (province, sha256);
CREATE INDEX files_not_kept ON files (province, create_time) WHERE NOT kept;

GRANT SELECT, INSERT, DELETE ON file_contents, file_chunks TO phoihop_server;
GRANT SELECT, INSERT, DELETE, UPDATE (kept) ON files TO phoihop_server;
