-- Programs that are told what became of messages: how far each stream of one has come, and what was tried.

-- The live stream (until_id NULL) follows the feed; a replay goes from its cursor to until_id and ends.
CREATE TABLE outbox_stream (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    outbox_id     INTEGER NOT NULL,
    -- The last event that is done with: taken, not wanted, or passed over.
    cursor        INTEGER NOT NULL,
    until_id      INTEGER,
    -- Failures in a row with the event after the cursor, and when it is tried again.
    failures      INTEGER NOT NULL DEFAULT 0,
    next_at       INTEGER,
    failing_since INTEGER,
    last_code     TEXT,
    delivered     INTEGER NOT NULL DEFAULT 0,
    passed_over   INTEGER NOT NULL DEFAULT 0,
    created_at    INTEGER NOT NULL,
    finished_at   INTEGER
) STRICT;
CREATE UNIQUE INDEX outbox_stream_live ON outbox_stream (outbox_id) WHERE until_id IS NULL;
CREATE INDEX outbox_stream_open ON outbox_stream (outbox_id, id) WHERE finished_at IS NULL;

CREATE TABLE outbox_delivery (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    outbox_id   INTEGER NOT NULL,
    stream_id   INTEGER NOT NULL,
    event_id    INTEGER NOT NULL,
    message_id  INTEGER NOT NULL,
    -- Tries of this event in this stream, from 1.
    attempt     INTEGER NOT NULL CHECK (attempt > 0),
    at          INTEGER NOT NULL,
    duration_ms INTEGER NOT NULL,
    -- 0 taken, 1 to be tried again, 2 passed over, 3 the outbox was disabled
    fate        INTEGER NOT NULL CHECK (fate BETWEEN 0 AND 3),
    status      INTEGER,
    code        TEXT
) STRICT;
CREATE INDEX outbox_delivery_outbox ON outbox_delivery (outbox_id, id);

-- Documents that people are asked to sign, and what was told of them.
CREATE TABLE document (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    -- Source and external id, with U+001F between them, as messages name it.
    ref           TEXT NOT NULL UNIQUE,
    source        TEXT NOT NULL,
    external_id   TEXT NOT NULL,
    -- 0 pending, 1 expired, 2 cancelled, 3 refused, 4 signed
    status        INTEGER NOT NULL CHECK (status BETWEEN 0 AND 4),
    -- All that is known, joined.
    doc           TEXT NOT NULL CHECK (json_valid(doc)),
    -- Whose it is, where a program or an ERP said so: the customer's id at `source`.
    customer_ref  TEXT,
    -- Something was told that has not been followed yet: messages to stop or to make.
    follow        INTEGER NOT NULL DEFAULT 0 CHECK (follow IN (0, 1)),
    -- Why steps made no message, by signer and step.
    notes         TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(notes)),
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX document_status ON document (status, id);
CREATE INDEX document_source ON document (source, status, id);
CREATE INDEX document_follow ON document (id) WHERE follow = 1;

CREATE TABLE document_event (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    document_id INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    -- The provider's id of the event, else a hash of what came: the same again is no news.
    key         TEXT NOT NULL,
    kind        TEXT NOT NULL,
    occurred_at INTEGER,
    received_at INTEGER NOT NULL,
    -- As it came, where it came from a provider.
    body        TEXT,
    changed     INTEGER NOT NULL CHECK (changed IN (0, 1)),
    UNIQUE (document_id, key)
) STRICT;

CREATE INDEX message_document ON message (document_ref, id) WHERE document_ref IS NOT NULL;
-- Bodies that have still to be forgotten.
CREATE INDEX document_event_body ON document_event (id) WHERE body IS NOT NULL;
