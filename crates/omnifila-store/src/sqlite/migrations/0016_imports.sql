-- Files that are taken in: customers, invoices or messages.

CREATE TABLE import (
    id           INTEGER PRIMARY KEY CHECK (id BETWEEN 1 AND 9007199254740991),
    -- 0 customers, 1 invoices, 2 messages
    kind         INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 2),
    -- 0 draft, 1 reading, 2 writing, 3 stopped, 4 completed, 5 undoing, 6 undone
    status       INTEGER NOT NULL CHECK (status BETWEEN 0 AND 6),
    -- What a person said of it.
    doc          TEXT NOT NULL CHECK (json_valid(doc)),
    -- How the file was recognised, with its head.
    file         TEXT NOT NULL CHECK (json_valid(file)),
    -- The first rows of a draft, to be looked at.
    sample       TEXT CHECK (sample IS NULL OR json_valid(sample)),
    -- SHA-256 of the file.
    digest       BLOB NOT NULL CHECK (length(digest) = 32),
    actor        TEXT NOT NULL,
    started_by   TEXT,
    total        INTEGER NOT NULL,
    -- Rows up to these have been judged, and taken in.
    judged       INTEGER NOT NULL DEFAULT 0,
    written      INTEGER NOT NULL DEFAULT 0,
    created      INTEGER NOT NULL DEFAULT 0,
    updated      INTEGER NOT NULL DEFAULT 0,
    unchanged    INTEGER NOT NULL DEFAULT 0,
    refused      INTEGER NOT NULL DEFAULT 0,
    -- What its undo did so far, and up to which row.
    undone       TEXT CHECK (undone IS NULL OR json_valid(undone)),
    undo_cursor  INTEGER NOT NULL DEFAULT 0,
    -- The cancel of the undo of messages.
    operation_id INTEGER,
    -- Its rows, which hold personal data, are gone.
    forgotten    INTEGER NOT NULL DEFAULT 0 CHECK (forgotten IN (0, 1)),
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    started_at   INTEGER,
    finished_at  INTEGER
) STRICT;
CREATE INDEX import_at_work ON import (id) WHERE status IN (1, 2, 5);
CREATE INDEX import_digest ON import (digest);
CREATE INDEX import_kept ON import (created_at) WHERE forgotten = 0;

-- The file, until its rows are read.
CREATE TABLE import_part (
    import_id INTEGER NOT NULL,
    part      INTEGER NOT NULL,
    bytes     BLOB NOT NULL,
    PRIMARY KEY (import_id, part)
) STRICT;

-- Its rows, from 1: judged, then taken in or refused.
CREATE TABLE import_row (
    import_id INTEGER NOT NULL,
    row       INTEGER NOT NULL,
    -- Its line in the file.
    line      INTEGER NOT NULL,
    -- As the batch endpoint takes it, until it is in.
    item      TEXT,
    -- Its cells as they came, until it is in; a refused row keeps them.
    cells     TEXT,
    -- Why it was refused.
    code      TEXT,
    place     TEXT,
    expected  TEXT,
    -- 0 created, 1 updated, 2 unchanged
    result    INTEGER,
    -- The customer, invoice or message.
    ref_id    INTEGER,
    PRIMARY KEY (import_id, row)
) STRICT, WITHOUT ROWID;
CREATE INDEX import_row_refused ON import_row (import_id, row) WHERE code IS NOT NULL;
CREATE INDEX import_row_made ON import_row (import_id, ref_id) WHERE ref_id IS NOT NULL;

-- What an undo asks of a customer or an invoice that an import made.
CREATE INDEX chat_customer ON chat (customer_id);
CREATE INDEX document_customer ON document (source, customer_ref) WHERE customer_ref IS NOT NULL;
CREATE INDEX ladder_ticket_invoice ON ladder_ticket (invoice_id);

-- Which heading is which field, as it was last said for a source.
CREATE TABLE import_mapping (
    kind   INTEGER NOT NULL,
    source TEXT NOT NULL,
    fields TEXT NOT NULL CHECK (json_valid(fields)),
    PRIMARY KEY (kind, source)
) STRICT, WITHOUT ROWID;
