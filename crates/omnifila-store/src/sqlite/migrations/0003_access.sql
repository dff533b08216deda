-- People who sign in, the browsers they are signed in with, and what the dashboard remembers over a restart.

CREATE TABLE user (
    id                   INTEGER PRIMARY KEY CHECK (id BETWEEN 1 AND 9007199254740991),
    name                 TEXT NOT NULL,
    -- Lower case: what a person signs in with.
    email                TEXT NOT NULL UNIQUE,
    role                 TEXT NOT NULL CHECK (role IN ('viewer', 'operator', 'billing', 'admin')),
    enabled              INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    -- Argon2id with its parameters and salt; the password itself is nowhere.
    password             TEXT NOT NULL,
    must_change_password INTEGER NOT NULL CHECK (must_change_password IN (0, 1)),
    -- What the person arranged on the screen: an object of the interface's own.
    preferences          TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(preferences)),
    created_at           INTEGER NOT NULL,
    updated_at           INTEGER NOT NULL,
    last_sign_in_at      INTEGER
) STRICT;

CREATE TABLE session (
    id           INTEGER PRIMARY KEY CHECK (id BETWEEN 1 AND 9007199254740991),
    user_id      INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    -- SHA-256 of the cookie.
    hash         BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    created_at   INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    user_agent   TEXT NOT NULL,
    address      TEXT NOT NULL
) STRICT;
CREATE INDEX session_user ON session (user_id, id);

-- What left and what failed, per minute and gateway; written every few seconds, kept for two days.
CREATE TABLE minute (
    at         INTEGER NOT NULL,
    gateway_id INTEGER NOT NULL,
    included   INTEGER NOT NULL DEFAULT 0,
    sent       INTEGER NOT NULL DEFAULT 0,
    failed     INTEGER NOT NULL DEFAULT 0,
    cancelled  INTEGER NOT NULL DEFAULT 0,
    expired    INTEGER NOT NULL DEFAULT 0,
    uncertain  INTEGER NOT NULL DEFAULT 0,
    delivered  INTEGER NOT NULL DEFAULT 0,
    read       INTEGER NOT NULL DEFAULT 0,
    errors     INTEGER NOT NULL DEFAULT 0,
    -- Waiting when the minute was last written.
    waiting    INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (at, gateway_id)
) STRICT, WITHOUT ROWID;
