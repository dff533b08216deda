-- Messages that go on to another channel when one could not deliver them.

-- It is one of them; where it stands is in `channels`. A message without a sequence is never looked for there.
ALTER TABLE state ADD COLUMN sequenced INTEGER NOT NULL DEFAULT 0;

CREATE TABLE channels (
    message_id INTEGER PRIMARY KEY,
    route_id   INTEGER NOT NULL,
    -- The number of the step that the message is at.
    step       INTEGER NOT NULL,
    -- A person stopped it: it does not go on any more.
    ended      INTEGER NOT NULL DEFAULT 0 CHECK (ended IN (0, 1)),
    -- It was sent, and goes on then unless somebody has told that it arrived.
    goes_on_at INTEGER
) STRICT;
CREATE INDEX channels_goes_on ON channels (goes_on_at, message_id) WHERE goes_on_at IS NOT NULL;

-- What each step says, as it was rendered; of the step that the message is at, the message itself says it.
CREATE TABLE channel_step (
    message_id       INTEGER NOT NULL,
    -- From 0, as in the route.
    number           INTEGER NOT NULL,
    gateway_id       INTEGER NOT NULL,
    template_id      INTEGER NOT NULL,
    patience_ms      INTEGER,
    -- Why it does not reach the customer; then the rest is NULL.
    skipped          TEXT,
    template_version INTEGER,
    address          TEXT,
    preview          TEXT,
    contents         TEXT,
    weight           INTEGER,
    PRIMARY KEY (message_id, number),
    CHECK ((skipped IS NULL) = (contents IS NOT NULL))
) STRICT, WITHOUT ROWID;
