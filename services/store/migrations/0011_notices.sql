-- Who is told what (thông báo): follows from the journal, which is read on from where the courier stands.

CREATE TABLE notice_feeds (
  province text PRIMARY KEY,
  -- The last event that was looked at; whoever notes or sends locks this row.
  last_sequence bigint NOT NULL DEFAULT 0,
  last_digest bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
-- What happened before there were notices is nobody's news.
INSERT INTO notice_feeds (province, last_sequence) SELECT province, last_sequence FROM feeds;

-- What a recipient is told at one time.
CREATE TABLE digests (
  province text NOT NULL,
  -- 1, 2, 3 …
  digest_id bigint NOT NULL,
  -- Resource names; without person it is the unit's own inbox.
  unit text NOT NULL,
  person text NOT NULL,
  -- Goes out at night too.
  urgent boolean NOT NULL,
  open_time timestamptz NOT NULL,
  due_time timestamptz NOT NULL,
  -- When it went out; notices that come later go into the next one.
  close_time timestamptz,
  PRIMARY KEY (province, digest_id)
);
CREATE UNIQUE INDEX digests_open ON digests (province, unit, person, urgent) WHERE close_time IS NULL;
CREATE INDEX digests_due ON digests (province, urgent, due_time, digest_id) WHERE close_time IS NULL;
CREATE INDEX digests_urgent ON digests (province, unit, person, open_time) WHERE urgent;

CREATE TABLE notices (
  province text NOT NULL,
  -- The event, and a number within it: every recipient of an event is told once.
  sequence bigint NOT NULL,
  ordinal integer NOT NULL,
  digest_id bigint NOT NULL,
  unit text NOT NULL,
  person text NOT NULL,
  task_id text NOT NULL,
  -- Of several about the same thing in one digest the last one stands.
  thing text NOT NULL,
  superseded boolean NOT NULL DEFAULT false,
  event_time timestamptz NOT NULL,
  -- phoihop.v1.Notice, without what stands in columns.
  notice jsonb NOT NULL,
  -- Null until its digest has gone out.
  deliver_time timestamptz,
  read_time timestamptz,
  PRIMARY KEY (province, sequence, ordinal)
);
CREATE INDEX notices_digest ON notices (province, digest_id);
-- Inboxes; newest first.
CREATE INDEX notices_inbox ON notices (province, unit, person, sequence, ordinal)
  WHERE deliver_time IS NOT NULL AND NOT superseded;
CREATE INDEX notices_unread ON notices (province, unit, person)
  WHERE deliver_time IS NOT NULL AND NOT superseded AND read_time IS NULL;
CREATE INDEX notices_task ON notices (province, task_id, sequence, ordinal);

-- The proof of what reached whom.
CREATE TABLE deliveries (
  province text NOT NULL,
  digest_id bigint NOT NULL,
  -- Numbers of phoihop.v1.DeliveryChannel and phoihop.v1.Delivery.State.
  channel smallint NOT NULL,
  state smallint NOT NULL,
  -- Of mail.
  address text NOT NULL,
  attempts integer NOT NULL,
  -- A try that is under way holds it until then.
  next_attempt_time timestamptz NOT NULL,
  sent_time timestamptz,
  last_error text NOT NULL DEFAULT '',
  PRIMARY KEY (province, digest_id, channel)
);
CREATE INDEX deliveries_pending ON deliveries (province, channel, address, digest_id) WHERE state = 1;

GRANT SELECT, INSERT, UPDATE ON notice_feeds, digests, notices, deliveries TO phoihop_server;
