-- What is not the queue: settings, the small nouns, customers, invoices, tokens and the record of who did what.

CREATE TABLE setting (
    name  TEXT PRIMARY KEY NOT NULL,
    value ANY
) STRICT, WITHOUT ROWID;

-- The last id given out, per noun. Never goes back, so that no id is ever used twice.
CREATE TABLE sequence (
    name  TEXT PRIMARY KEY NOT NULL,
    value INTEGER NOT NULL CHECK (value BETWEEN 0 AND 9007199254740991)
) STRICT, WITHOUT ROWID;

-- The small nouns: one document each, as the API takes it (secrets sealed).
CREATE TABLE noun (
    kind       TEXT NOT NULL,
    id         INTEGER NOT NULL CHECK (id BETWEEN 1 AND 9007199254740991),
    key        TEXT,
    doc        TEXT NOT NULL CHECK (json_valid(doc)),
    version    INTEGER NOT NULL CHECK (version >= 1),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX noun_key ON noun (kind, key) WHERE key IS NOT NULL;

CREATE TABLE audit (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    at      INTEGER NOT NULL,
    actor   TEXT NOT NULL,
    action  TEXT NOT NULL,
    noun    TEXT NOT NULL,
    noun_id INTEGER,
    before  TEXT CHECK (before IS NULL OR json_valid(before)),
    after   TEXT CHECK (after IS NULL OR json_valid(after)),
    reason  TEXT
) STRICT;
CREATE INDEX audit_noun ON audit (noun, noun_id, id);

CREATE TABLE customer (
    id                      INTEGER PRIMARY KEY AUTOINCREMENT,
    source                  TEXT NOT NULL,
    external_id             TEXT NOT NULL,
    name                    TEXT NOT NULL,
    -- Lower case, without accents: what a search by name compares.
    name_fold               TEXT NOT NULL,
    document                TEXT,
    -- As given; and as +55…, when it is a telephone.
    phone                   TEXT,
    phone_e164              TEXT,
    email                   TEXT,
    branch_key              TEXT,
    state                   TEXT,
    city_ibge               TEXT,
    contacts                TEXT CHECK (contacts IS NULL OR json_valid(contacts)),
    contracts               TEXT CHECK (contracts IS NULL OR json_valid(contracts)),
    tags                    TEXT CHECK (tags IS NULL OR json_valid(tags)),
    collection_allowed      INTEGER CHECK (collection_allowed IN (0, 1)),
    collection_paused_until TEXT,
    created_at              INTEGER NOT NULL,
    updated_at              INTEGER NOT NULL,
    UNIQUE (source, external_id)
) STRICT;
CREATE INDEX customer_name ON customer (name_fold, id);
CREATE INDEX customer_phone ON customer (phone_e164, id) WHERE phone_e164 IS NOT NULL;

CREATE TABLE invoice (
    id                   INTEGER PRIMARY KEY AUTOINCREMENT,
    source               TEXT NOT NULL,
    external_id          TEXT NOT NULL,
    customer_id          INTEGER NOT NULL REFERENCES customer (id),
    contract_external_id TEXT,
    branch_key           TEXT,
    -- 0 open, 1 partial, 2 paid, 3 cancelled, 4 renegotiated
    status               INTEGER NOT NULL CHECK (status BETWEEN 0 AND 4),
    due_date             TEXT NOT NULL CHECK (length(due_date) = 10),
    amount_cents         INTEGER NOT NULL CHECK (amount_cents >= 0),
    open_cents           INTEGER CHECK (open_cents >= 0),
    payment_method       TEXT,
    pix                  TEXT,
    boleto_line          TEXT,
    pdf_url              TEXT,
    -- Ceased to be collectable, and its messages have not been stopped yet.
    stop_pending         INTEGER NOT NULL DEFAULT 0 CHECK (stop_pending IN (0, 1)),
    created_at           INTEGER NOT NULL,
    updated_at           INTEGER NOT NULL,
    UNIQUE (source, external_id)
) STRICT;
CREATE INDEX invoice_open ON invoice (due_date, id) WHERE status IN (0, 1);
CREATE INDEX invoice_customer ON invoice (customer_id, id);
CREATE INDEX invoice_stop ON invoice (id) WHERE stop_pending = 1;

CREATE TABLE token (
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL,
    scopes     TEXT NOT NULL CHECK (json_valid(scopes)),
    -- SHA-256 of the whole secret; the secret itself is nowhere.
    hash       BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    revoked_at INTEGER
) STRICT;

CREATE TABLE idempotency (
    token_id  INTEGER NOT NULL,
    path      TEXT NOT NULL,
    key       TEXT NOT NULL,
    body_hash BLOB NOT NULL CHECK (length(body_hash) = 32),
    -- The process that began it; what another one began and did not finish was interrupted.
    process   INTEGER NOT NULL,
    begun_at  INTEGER NOT NULL,
    status    INTEGER,
    answer    BLOB,
    PRIMARY KEY (token_id, path, key),
    CHECK ((status IS NULL) = (answer IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_age ON idempotency (begun_at);

CREATE TABLE suppression (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    address_key INTEGER NOT NULL,
    address     TEXT NOT NULL,
    -- One bit per purpose; all of them when the suppression names none.
    purposes    INTEGER NOT NULL CHECK (purposes > 0),
    named       INTEGER NOT NULL CHECK (named IN (0, 1)),
    reason      TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    UNIQUE (address_key, purposes, named)
) STRICT;
