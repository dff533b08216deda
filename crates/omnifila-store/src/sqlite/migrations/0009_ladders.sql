-- Ladders that run by themselves, and messages that are made ready, or said anew, before they leave.

ALTER TABLE invoice ADD COLUMN portfolio TEXT;
-- When it became paid, as far as anybody told; NULL of one that was never seen open.
ALTER TABLE invoice ADD COLUMN paid_at INTEGER;
CREATE INDEX invoice_paid ON invoice (paid_at, id) WHERE paid_at IS NOT NULL;

CREATE TABLE ladder_run (
    id             INTEGER PRIMARY KEY,
    ladder_id      INTEGER NOT NULL,
    ladder_version INTEGER NOT NULL,
    -- Local date, YYYY-MM-DD.
    day            TEXT NOT NULL CHECK (length(day) = 10),
    automatic      INTEGER NOT NULL CHECK (automatic IN (0, 1)),
    -- 0 running, 1 completed, 2 waits for a person
    status         INTEGER NOT NULL CHECK (status BETWEEN 0 AND 2),
    actor          TEXT NOT NULL,
    started_at     INTEGER NOT NULL,
    finished_at    INTEGER,
    result         TEXT CHECK (result IS NULL OR json_valid(result))
) STRICT;
-- By itself once a day, whatever restarts in between.
CREATE UNIQUE INDEX ladder_run_day ON ladder_run (ladder_id, day) WHERE automatic = 1;
CREATE INDEX ladder_run_ladder ON ladder_run (ladder_id, id);

-- What a ladder keeps with a message of its own.
CREATE TABLE dunning (
    message_id  INTEGER PRIMARY KEY,
    ladder_id   INTEGER NOT NULL,
    window_id   INTEGER,
    doc         TEXT NOT NULL CHECK (json_valid(doc)),
    -- Invoices beside the one that the message names: their number.
    others      INTEGER NOT NULL DEFAULT 0,
    -- It is cancelled when one of its invoices ends.
    one_ends_it INTEGER NOT NULL DEFAULT 0 CHECK (one_ends_it IN (0, 1)),
    -- What its invoices say has changed since it was rendered.
    stale       INTEGER NOT NULL DEFAULT 0 CHECK (stale IN (0, 1)),
    -- Something has to be fetched when it leaves; what was fetched holds until then.
    fetches     INTEGER NOT NULL DEFAULT 0 CHECK (fetches IN (0, 1)),
    ready_until INTEGER,
    -- It could not be made ready, for this reason, and is tried again then.
    retry_at    INTEGER,
    tries       INTEGER NOT NULL DEFAULT 0,
    trouble     TEXT,
    -- A person decides.
    held_at     INTEGER,
    -- Somebody has decided that it says the new.
    accepted    INTEGER NOT NULL DEFAULT 0 CHECK (accepted IN (0, 1))
) STRICT;

-- The invoices beside the first of messages about several.
CREATE TABLE dunning_invoice (
    message_id INTEGER NOT NULL,
    invoice_id INTEGER NOT NULL,
    PRIMARY KEY (message_id, invoice_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX dunning_invoice_invoice ON dunning_invoice (invoice_id, message_id);

-- What was different when a message was said anew or held: [{field, before, after, invoice}].
CREATE TABLE dunning_change (
    event_id   INTEGER PRIMARY KEY,
    message_id INTEGER NOT NULL,
    doc        TEXT NOT NULL CHECK (json_valid(doc))
) STRICT;
CREATE INDEX dunning_change_message ON dunning_change (message_id);

-- Service tickets that ladders open at a source, each once.
CREATE TABLE ladder_ticket (
    id                   INTEGER PRIMARY KEY,
    -- The business key of its step.
    key                  TEXT NOT NULL UNIQUE,
    ladder_id            INTEGER NOT NULL,
    step                 INTEGER NOT NULL,
    source               TEXT NOT NULL,
    invoice_id           INTEGER NOT NULL,
    invoice_external_id  TEXT NOT NULL,
    customer_external_id TEXT NOT NULL,
    doc                  TEXT NOT NULL CHECK (json_valid(doc)),
    -- 0 waiting, 1 being asked for, 2 opened, 3 uncertain, 4 dropped, 5 refused
    status               INTEGER NOT NULL CHECK (status BETWEEN 0 AND 5),
    external_id          TEXT,
    trouble              TEXT,
    retry_at             INTEGER,
    tries                INTEGER NOT NULL DEFAULT 0,
    created_at           INTEGER NOT NULL,
    updated_at           INTEGER NOT NULL
) STRICT;
CREATE INDEX ladder_ticket_waiting ON ladder_ticket (id) WHERE status IN (0, 1);
CREATE INDEX ladder_ticket_ladder ON ladder_ticket (ladder_id, id);

-- What providers fetch by an address that expires. The token itself is nowhere: its SHA-256.
CREATE TABLE file (
    hash       BLOB PRIMARY KEY CHECK (length(hash) = 32),
    message_id INTEGER,
    media      TEXT NOT NULL,
    name       TEXT NOT NULL,
    body       BLOB NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX file_expiry ON file (expires_at);
