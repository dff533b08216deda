-- Calls of programs that speak Opa!'s own API to us, kept so that people see what arrives. Secrets are masked and long
-- texts cut before they come here; `body_bytes` and `answer_bytes` say how long they were.
CREATE TABLE opa_call (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    gateway_id   INTEGER NOT NULL,
    at           INTEGER NOT NULL,
    method       TEXT NOT NULL,
    -- Below /api/v1, with the query.
    path         TEXT NOT NULL,
    media        TEXT,
    body         TEXT NOT NULL,
    body_bytes   INTEGER NOT NULL,
    -- 1: Opa! itself answered, or was asked in vain.
    forwarded    INTEGER NOT NULL DEFAULT 0 CHECK (forwarded IN (0, 1)),
    -- NULL while it is being answered, and for good if the process ended meanwhile.
    status       INTEGER,
    code         TEXT,
    answer       TEXT,
    answer_bytes INTEGER,
    duration_ms  INTEGER
) STRICT;
CREATE INDEX opa_call_gateway ON opa_call (gateway_id, id);
CREATE INDEX opa_call_at ON opa_call (at);
