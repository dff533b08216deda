-- The queue. What a message says (message) never changes; where it stands (state) is narrow and changes often.
-- Times are milliseconds of UTC since 1970; words are the numbers of their enumerations in omnifila-core.

CREATE TABLE message (
    id               INTEGER PRIMARY KEY CHECK (id BETWEEN 1 AND 9007199254740991),
    template_version INTEGER NOT NULL,
    customer_name    TEXT NOT NULL,
    address          TEXT NOT NULL,
    -- "Dados para envio do template": an object.
    data             TEXT NOT NULL,
    preview          TEXT NOT NULL,
    -- What each gateway of the template would say: [[gateway_id, content], …].
    contents         TEXT NOT NULL,
    origin           INTEGER NOT NULL,
    dedupe_key       TEXT,
    source_ref       TEXT,
    batch_ref        TEXT,
    -- Source and external id, with U+001F between them.
    invoice_ref      TEXT,
    document_ref     TEXT,
    step             INTEGER
) STRICT;
CREATE INDEX message_address ON message (address, id);
CREATE INDEX message_batch ON message (batch_ref, id) WHERE batch_ref IS NOT NULL;
CREATE INDEX message_source ON message (source_ref, id) WHERE source_ref IS NOT NULL;

CREATE TABLE state (
    id              INTEGER PRIMARY KEY,
    gateway_id      INTEGER NOT NULL,
    status          INTEGER NOT NULL CHECK (status BETWEEN 0 AND 8),
    reason          INTEGER NOT NULL,
    priority        INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 3),
    position        INTEGER NOT NULL,
    rank            INTEGER NOT NULL,
    -- A person has placed it: a reschedule leaves the position alone.
    moved           INTEGER NOT NULL DEFAULT 0,
    template_id     INTEGER NOT NULL,
    customer_id     INTEGER NOT NULL,
    branch_id       INTEGER,
    invoice_id      INTEGER,
    -- The ladder run or import that made it.
    run_id          INTEGER,
    purpose         INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    due_at          INTEGER,
    expires_at      INTEGER NOT NULL,
    next_attempt_at INTEGER,
    -- Covered by a gateway's released mark when at or before the mark's time.
    release_at      INTEGER NOT NULL,
    released        INTEGER NOT NULL DEFAULT 0,
    late            INTEGER NOT NULL DEFAULT 0,
    late_at         INTEGER,
    address_key     INTEGER NOT NULL,
    -- Federal unit: two capital letters as 256·first + second.
    uf              INTEGER,
    weight          INTEGER NOT NULL,
    attempts        INTEGER NOT NULL DEFAULT 0,
    counted         INTEGER NOT NULL DEFAULT 0,
    deferrals       INTEGER NOT NULL DEFAULT 0,
    -- A cancel that came while it was sending.
    cancel_reason   INTEGER,
    -- What receipts have said of the current attempt.
    seen            INTEGER NOT NULL DEFAULT 0,
    -- The last operation that existed when this row was last written: orders up to it do not cover the row any more.
    after_op        INTEGER NOT NULL DEFAULT 0,
    -- The operation that cancelled it.
    op_id           INTEGER,
    -- The run that released it, stamped when it starts or ends.
    task_run_id     INTEGER,
    -- While waiting: the next moment of its own (due or retry, late, expiry).
    timer_at        INTEGER NOT NULL,
    -- It has had to wait for its address, or for a retry or hold of its own, and is kept in the order of its address.
    by_address      INTEGER NOT NULL DEFAULT 0,
    sent_at         INTEGER,
    error_code      TEXT,
    updated_at      INTEGER NOT NULL,
    CHECK (status <> 1 OR attempts > 0),
    CHECK (next_attempt_at IS NULL OR status = 0),
    CHECK (op_id IS NULL OR status = 7)
) STRICT;
-- The order of sending.
CREATE INDEX state_queue ON state (gateway_id, priority, position, rank, id) WHERE status = 0;
-- The same order within one address, for the few that need it: one random page per message is the dearest write there is.
CREATE INDEX state_address ON state (gateway_id, address_key, priority, position, rank, id)
    WHERE status = 0 AND by_address = 1;
CREATE INDEX state_timer ON state (timer_at, id) WHERE status = 0;
CREATE INDEX state_grid ON state (gateway_id, status, id);
CREATE INDEX state_customer ON state (customer_id, id);
CREATE INDEX state_invoice ON state (invoice_id, id) WHERE invoice_id IS NOT NULL;
CREATE INDEX state_run ON state (run_id, id) WHERE run_id IS NOT NULL;
CREATE INDEX state_task_run ON state (task_run_id, id) WHERE task_run_id IS NOT NULL;
CREATE INDEX state_operation ON state (op_id, id) WHERE op_id IS NOT NULL;
-- Those a later mark may newly cover although their id is old: scheduled, resent, rerouted.
CREATE INDEX state_release ON state (gateway_id, release_at) WHERE status = 0 AND release_at > created_at;

CREATE TABLE attempt (
    message_id  INTEGER NOT NULL,
    number      INTEGER NOT NULL CHECK (number > 0),
    gateway_id  INTEGER NOT NULL,
    started_at  INTEGER NOT NULL,
    ended_at    INTEGER,
    -- 0 accepted, 1 not sent, 2 rejected, 3 unknown
    outcome     INTEGER CHECK (outcome BETWEEN 0 AND 3),
    counted     INTEGER NOT NULL DEFAULT 0,
    code        TEXT,
    provider_id TEXT,
    seen        INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (message_id, number),
    CHECK ((ended_at IS NULL) = (outcome IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX attempt_provider ON attempt (provider_id, gateway_id) WHERE provider_id IS NOT NULL;

-- Receipts that match no attempt yet; the answer of a call may be slower than its receipt.
CREATE TABLE unmatched_receipt (
    id          INTEGER PRIMARY KEY,
    gateway_id  INTEGER NOT NULL,
    provider_id TEXT,
    message_id  INTEGER,
    evidence    INTEGER NOT NULL CHECK (evidence BETWEEN 0 AND 3),
    code        TEXT,
    at          INTEGER NOT NULL,
    received_at INTEGER NOT NULL
) STRICT;
CREATE INDEX unmatched_receipt_provider ON unmatched_receipt (provider_id, gateway_id) WHERE provider_id IS NOT NULL;

-- Business keys outlive their messages.
CREATE TABLE dedupe (
    origin       INTEGER NOT NULL,
    key          TEXT NOT NULL,
    message_id   INTEGER NOT NULL,
    content_hash BLOB NOT NULL CHECK (length(content_hash) = 16),
    at           INTEGER NOT NULL,
    PRIMARY KEY (origin, key)
) STRICT, WITHOUT ROWID;

-- Every change of status after inclusion, except starts (attempts tell those): the feed and the history.
CREATE TABLE event (
    id           INTEGER PRIMARY KEY,
    message_id   INTEGER NOT NULL,
    "from"       INTEGER NOT NULL,
    "to"         INTEGER NOT NULL,
    reason       INTEGER NOT NULL,
    at           INTEGER NOT NULL,
    operation_id INTEGER
) STRICT;
CREATE INDEX event_message ON event (message_id, id);

CREATE TABLE operation (
    id         INTEGER PRIMARY KEY CHECK (id BETWEEN 1 AND 9007199254740991),
    action     TEXT NOT NULL,
    -- 0 running, 1 stopped, 2 completed, 3 undone
    status     INTEGER NOT NULL CHECK (status BETWEEN 0 AND 3),
    actor      TEXT NOT NULL,
    reason     TEXT,
    created_at INTEGER NOT NULL,
    -- What was ordered: action, selection, cause; NULL for one message.
    "order"    TEXT CHECK ("order" IS NULL OR json_valid("order")),
    -- Where a single operation acted; for an undo, the operation undone is in `undoes`.
    message_id INTEGER,
    undoes     INTEGER,
    -- Messages accepted later are not concerned.
    max_id     INTEGER NOT NULL DEFAULT 0,
    -- Rows up to this id have been looked at.
    cursor     INTEGER NOT NULL DEFAULT 0,
    total      INTEGER NOT NULL DEFAULT 0,
    done       INTEGER NOT NULL DEFAULT 0,
    changed    INTEGER NOT NULL DEFAULT 0,
    too_late   INTEGER NOT NULL DEFAULT 0,
    uncertain  INTEGER NOT NULL DEFAULT 0,
    skipped    TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(skipped)),
    undo_until INTEGER
) STRICT;
CREATE INDEX operation_running ON operation (id) WHERE status = 0;

-- The messages of an operation given by ids, while it runs.
CREATE TABLE selected (
    operation_id INTEGER NOT NULL,
    message_id   INTEGER NOT NULL,
    PRIMARY KEY (operation_id, message_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE run (
    id          INTEGER PRIMARY KEY,
    task_id     INTEGER,
    status      INTEGER NOT NULL CHECK (status BETWEEN 0 AND 6),
    gateway_ids TEXT NOT NULL CHECK (json_valid(gateway_ids)),
    "limit"     INTEGER,
    occurrence  INTEGER,
    actor       TEXT NOT NULL,
    reason      TEXT,
    started_at  INTEGER NOT NULL,
    finished_at INTEGER,
    -- Members by fate; what is missing of `due` remains while the run is open, and was deferred once it is over.
    due         INTEGER NOT NULL DEFAULT 0,
    sending     INTEGER NOT NULL DEFAULT 0,
    sent        INTEGER NOT NULL DEFAULT 0,
    failed      INTEGER NOT NULL DEFAULT 0,
    uncertain   INTEGER NOT NULL DEFAULT 0,
    cancelled   INTEGER NOT NULL DEFAULT 0,
    expired     INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX run_occurrence ON run (task_id, occurrence) WHERE task_id IS NOT NULL AND occurrence IS NOT NULL;
CREATE INDEX run_task ON run (task_id, id) WHERE task_id IS NOT NULL;
CREATE INDEX run_open ON run (id) WHERE status = 1;

-- The released mark that a run without limit set, with the one before it: between the two are its members.
CREATE TABLE run_gateway (
    gateway_id INTEGER NOT NULL,
    run_id     INTEGER NOT NULL,
    mark_id    INTEGER NOT NULL,
    mark_due   INTEGER NOT NULL,
    prev_id    INTEGER NOT NULL,
    prev_due   INTEGER NOT NULL,
    PRIMARY KEY (gateway_id, run_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX run_gateway_run ON run_gateway (run_id);
-- Marks grow in both, so the first that covers a message is the later of the first by id and the first by time.
CREATE INDEX run_gateway_id ON run_gateway (gateway_id, mark_id, run_id);
CREATE INDEX run_gateway_due ON run_gateway (gateway_id, mark_due, run_id);

-- What changes about a gateway while it sends.
CREATE TABLE gateway_queue (
    gateway_id    INTEGER PRIMARY KEY,
    tat_second    INTEGER NOT NULL DEFAULT 0,
    tat_minute    INTEGER NOT NULL DEFAULT 0,
    tat_hour      INTEGER NOT NULL DEFAULT 0,
    day           INTEGER NOT NULL DEFAULT 0,
    day_count     INTEGER NOT NULL DEFAULT 0,
    resting_until INTEGER,
    mark_id       INTEGER,
    mark_due      INTEGER,
    CHECK ((mark_id IS NULL) = (mark_due IS NULL))
) STRICT;

CREATE TABLE address_limit (
    gateway_id  INTEGER NOT NULL,
    address_key INTEGER NOT NULL,
    tat_second  INTEGER NOT NULL,
    tat_minute  INTEGER NOT NULL,
    tat_hour    INTEGER NOT NULL,
    day         INTEGER NOT NULL,
    day_count   INTEGER NOT NULL,
    PRIMARY KEY (gateway_id, address_key)
) STRICT, WITHOUT ROWID;

-- Messages per gateway and status, as every read shows them: what a running cancel covers counts as cancelled.
CREATE TABLE counter (
    gateway_id INTEGER NOT NULL,
    status     INTEGER NOT NULL,
    n          INTEGER NOT NULL,
    PRIMARY KEY (gateway_id, status)
) STRICT, WITHOUT ROWID;
