-- Files of tasks.

-- name: LockFilesOfTask
-- One upload to a task is finished at a time, so that they are counted.
SELECT pg_advisory_xact_lock(hashtextextended('phoihop files ' || $1::text || '/' || $2::text, 0));

-- name: CountFilesOfTask
SELECT count(*) FROM files WHERE province = $1::text AND task_id = $2::text;

-- name: FindFileOfRequest
SELECT f.file_id, f.filename, f.sha256, f.create_time, f.uploader, f.kept, c.size_bytes, c.media_type, c.store
FROM files f JOIN file_contents c ON c.province = $1::text AND c.sha256 = f.sha256
WHERE f.province = $1::text AND f.task_id = $2::text AND f.request_id = $3::text AND f.request_id <> '';

-- name: InsertFileContent
-- Nothing when it is there already; waits for whoever is removing it.
INSERT INTO file_contents (province, sha256, size_bytes, media_type, store)
VALUES ($1::text, $2::bytea, $3::bigint, $4::text, $5::text)
ON CONFLICT DO NOTHING;

-- name: InsertFileChunk
INSERT INTO file_chunks (province, sha256, ordinal, bytes) VALUES ($1::text, $2::bytea, $3::bigint, $4::bytea);

-- name: InsertFile
INSERT INTO files (province, task_id, file_id, filename, sha256, create_time, uploader, request_id)
VALUES ($1::text, $2::text, $3::text, $4::text, $5::bytea, $6::timestamptz, $7::jsonb, $8::text);

-- name: FindFiles
SELECT f.file_id, f.filename, f.sha256, f.create_time, f.uploader, f.kept, c.size_bytes, c.media_type, c.store
FROM unnest($3::text[]) AS wanted (file_id)
JOIN files f ON f.province = $1::text AND f.task_id = $2::text AND f.file_id = wanted.file_id
JOIN file_contents c ON c.province = $1::text AND c.sha256 = f.sha256
ORDER BY f.file_id COLLATE "C";

-- name: ListFiles
SELECT f.file_id, f.filename, f.sha256, f.create_time, f.uploader, f.kept, c.size_bytes, c.media_type, c.store
FROM files f JOIN file_contents c ON c.province = $1::text AND c.sha256 = f.sha256
WHERE f.province = $1::text AND f.task_id = $2::text AND f.file_id COLLATE "C" > $3::text
ORDER BY f.file_id COLLATE "C"
LIMIT $4::bigint;

-- name: ReadFileChunk
SELECT bytes FROM file_chunks WHERE province = $1::text AND sha256 = $2::bytea AND ordinal = $3::bigint;

-- name: ProvincesWithUnkeptFiles
SELECT f.province FROM feeds f
WHERE EXISTS (SELECT FROM files u WHERE u.province = f.province AND NOT u.kept AND u.create_time < $1::timestamptz)
ORDER BY f.province;

-- name: KeepNamedFiles
-- Those that were uploaded before $2 and that a document of their task's journal names.
UPDATE files f SET kept = true
WHERE f.province = $1::text AND NOT f.kept AND f.create_time < $2::timestamptz
  AND EXISTS (
    SELECT FROM events e
    WHERE e.province = $1::text AND e.subject = 'provinces/' || $1::text || '/tasks/' || f.task_id
      AND jsonb_path_exists(e.event, '$.**.file ? (@ == $name)', jsonb_build_object(
            'name', 'provinces/' || $1::text || '/tasks/' || f.task_id || '/files/' || f.file_id)));

-- name: DeleteUnnamedFiles
-- The others: as above, after KeepNamedFiles.
DELETE FROM files f
WHERE f.province = $1::text AND NOT f.kept AND f.create_time < $2::timestamptz
  AND NOT EXISTS (
    SELECT FROM events e
    WHERE e.province = $1::text AND e.subject = 'provinces/' || $1::text || '/tasks/' || f.task_id
      AND jsonb_path_exists(e.event, '$.**.file ? (@ == $name)', jsonb_build_object(
            'name', 'provinces/' || $1::text || '/tasks/' || f.task_id || '/files/' || f.file_id)))
RETURNING f.sha256;

-- name: FindFileContent
SELECT store FROM file_contents WHERE province = $1::text AND sha256 = $2::bytea;

-- name: ProvincesWithUnusedContents
SELECT DISTINCT c.province FROM file_contents c
WHERE c.store = ANY($1::text[])
  AND NOT EXISTS (SELECT FROM files f WHERE f.province = c.province AND f.sha256 = c.sha256)
ORDER BY c.province;

-- name: UnusedContents
-- Those of which no file is left, in stores that can be reached.
SELECT c.sha256, c.store FROM file_contents c
WHERE c.province = $1::text AND c.store = ANY($3::text[])
  AND NOT EXISTS (SELECT FROM files f WHERE f.province = $1::text AND f.sha256 = c.sha256)
ORDER BY c.sha256
LIMIT $2::bigint;

-- name: DeleteFileContent
-- Fails on the foreign key when somebody uploads the same at this moment.
DELETE FROM file_contents c
WHERE c.province = $1::text AND c.sha256 = $2::bytea
  AND NOT EXISTS (SELECT FROM files f WHERE f.province = $1::text AND f.sha256 = $2::bytea);

-- name: RegisterFileObject
-- Before it is put. Waits for whoever is removing it.
INSERT INTO file_objects (province, sha256, change_time) VALUES ($1::text, $2::bytea, $3::timestamptz)
ON CONFLICT (province, sha256) DO UPDATE SET change_time = excluded.change_time;

-- name: NameFileObject
-- A content names it from now on. Nothing when it was removed since it was put.
UPDATE file_objects SET pending = false, change_time = $3::timestamptz
WHERE province = $1::text AND sha256 = $2::bytea;

-- name: UnnameFileObject
-- No content names it any more.
UPDATE file_objects SET pending = true, change_time = $3::timestamptz
WHERE province = $1::text AND sha256 = $2::bytea;

-- name: ProvincesWithPendingFileObjects
SELECT f.province FROM feeds f
WHERE EXISTS (
  SELECT FROM file_objects o WHERE o.province = f.province AND o.pending AND o.change_time < $1::timestamptz)
ORDER BY f.province;

-- name: PendingFileObjects
SELECT sha256 FROM file_objects
WHERE province = $1::text AND pending AND change_time < $2::timestamptz
ORDER BY change_time, sha256
LIMIT $3::bigint;

-- name: LockPendingFileObject
-- Whoever wants to put it again waits. Nothing when somebody has it, or it is none of these any more.
SELECT FROM file_objects
WHERE province = $1::text AND sha256 = $2::bytea AND pending AND change_time < $3::timestamptz
FOR UPDATE SKIP LOCKED;

-- name: DeleteFileObject
DELETE FROM file_objects WHERE province = $1::text AND sha256 = $2::bytea;
