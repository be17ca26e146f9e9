-- Systems that rungs of ladders call are recipients of digests, too.

-- Its name; then unit and person are ''. Of people and units ''.
ALTER TABLE digests ADD COLUMN system text NOT NULL DEFAULT '';
-- What a system is called with is not bundled: of these any number may be open.
DROP INDEX digests_open;
CREATE UNIQUE INDEX digests_open ON digests (province, unit, person, urgent) WHERE close_time IS NULL AND system = '';

-- As of the digest: each system has a sender of its own, which looks for nothing else.
ALTER TABLE deliveries ADD COLUMN system text NOT NULL DEFAULT '';
DROP INDEX deliveries_pending;
CREATE INDEX deliveries_pending ON deliveries (province, channel, system, address, digest_id) WHERE state = 1;
