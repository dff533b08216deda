-- Notices: one template said to many customers. Their messages are in the queue like any other.

CREATE TABLE notice (
    id           INTEGER PRIMARY KEY CHECK (id BETWEEN 1 AND 9007199254740991),
    doc          TEXT NOT NULL CHECK (json_valid(doc)),
    -- 0 draft, 1 running, 2 stopped, 3 completed, 4 undone
    status       INTEGER NOT NULL CHECK (status BETWEEN 0 AND 4),
    actor        TEXT NOT NULL,
    sent_by      TEXT,
    -- Customers of its list, where it has one, and names of the list that nobody has.
    listed       INTEGER,
    unknown      INTEGER NOT NULL DEFAULT 0,
    -- Customers of the audience when it was sent.
    total        INTEGER NOT NULL DEFAULT 0,
    -- Customers up to this id have been looked at.
    cursor       INTEGER NOT NULL DEFAULT 0,
    considered   INTEGER NOT NULL DEFAULT 0,
    created      INTEGER NOT NULL DEFAULT 0,
    left_out     TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(left_out)),
    -- What the last preview counted, for the confirmation of many.
    previewed    TEXT CHECK (previewed IS NULL OR json_valid(previewed)),
    -- The cancel of its undo.
    operation_id INTEGER,
    -- Dunning of those concerned rests until then.
    hold_until   INTEGER,
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    started_at   INTEGER,
    finished_at  INTEGER
) STRICT;
CREATE INDEX notice_running ON notice (id) WHERE status = 1;
-- Undone, and what it had made not cancelled yet.
CREATE INDEX notice_to_cancel ON notice (id) WHERE status = 4 AND operation_id IS NULL;

CREATE TABLE notice_listed (
    notice_id   INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    PRIMARY KEY (notice_id, customer_id)
) STRICT, WITHOUT ROWID;

-- Whom an outage concerns: asked message by message while a hold of it exists.
CREATE TABLE notice_held (
    customer_id INTEGER NOT NULL,
    notice_id   INTEGER NOT NULL,
    PRIMARY KEY (customer_id, notice_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX notice_held_notice ON notice_held (notice_id);

-- What became of each customer: a message, or the reason why not. The hash proves what was said after the text is gone.
CREATE TABLE notice_customer (
    notice_id    INTEGER NOT NULL,
    customer_id  INTEGER NOT NULL,
    message_id   INTEGER,
    address_key  INTEGER,
    reason       TEXT,
    content_hash BLOB CHECK (content_hash IS NULL OR length(content_hash) = 32),
    PRIMARY KEY (notice_id, customer_id),
    CHECK ((message_id IS NULL) <> (reason IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX notice_address ON notice_customer (notice_id, address_key) WHERE message_id IS NOT NULL;
