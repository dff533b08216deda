-- Accounts at providers: what they tell of themselves, and what they were asked about our messages.

-- The provider's own allowance per day: none where `quota_limit` is null. `quota_left` counts the local day `quota_day`.
ALTER TABLE gateway_queue ADD COLUMN quota_limit INTEGER CHECK (quota_limit >= 0);
ALTER TABLE gateway_queue ADD COLUMN quota_day INTEGER NOT NULL DEFAULT 0;
ALTER TABLE gateway_queue ADD COLUMN quota_left INTEGER NOT NULL DEFAULT 0;
ALTER TABLE gateway_queue ADD COLUMN quota_read_at INTEGER;

-- How often and when the provider was looked at for an attempt of unknown outcome, and what made it certain.
ALTER TABLE attempt ADD COLUMN lookups INTEGER NOT NULL DEFAULT 0;
ALTER TABLE attempt ADD COLUMN looked_up_at INTEGER;
ALTER TABLE attempt ADD COLUMN found_by INTEGER CHECK (found_by BETWEEN 0 AND 1);

-- Channels and templates as the provider listed them last.
CREATE TABLE provider_channel (
    gateway_id INTEGER NOT NULL,
    channel_id TEXT NOT NULL,
    doc        TEXT NOT NULL CHECK (json_valid(doc)),
    PRIMARY KEY (gateway_id, channel_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE provider_template (
    gateway_id  INTEGER NOT NULL,
    template_id TEXT NOT NULL,
    doc         TEXT NOT NULL CHECK (json_valid(doc)),
    -- A drift for which a person has lifted the hold: it holds no more until it becomes another.
    lifted      INTEGER CHECK (lifted BETWEEN 0 AND 2),
    PRIMARY KEY (gateway_id, template_id)
) STRICT, WITHOUT ROWID;

-- Holds that a drift has made: of which of our templates, and why.
CREATE TABLE drift_hold (
    gateway_id           INTEGER NOT NULL,
    provider_template_id TEXT NOT NULL,
    template_id          INTEGER NOT NULL,
    hold_id              INTEGER NOT NULL,
    drift                INTEGER NOT NULL CHECK (drift BETWEEN 0 AND 2),
    PRIMARY KEY (gateway_id, provider_template_id, template_id)
) STRICT, WITHOUT ROWID;

-- How far each part of an account has been read, and what went wrong last.
CREATE TABLE account_state (
    gateway_id INTEGER PRIMARY KEY,
    doc        TEXT NOT NULL CHECK (json_valid(doc))
) STRICT;

-- Where a suppression comes from (`person`, or what told of it), and what proves it.
ALTER TABLE suppression ADD COLUMN origin TEXT NOT NULL DEFAULT 'person';
ALTER TABLE suppression ADD COLUMN evidence TEXT;

-- What providers called us with, as it came.
CREATE TABLE hook_event (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    gateway_id   INTEGER NOT NULL,
    received_at  INTEGER NOT NULL,
    content_type TEXT,
    body         BLOB NOT NULL,
    -- It knew the hook's token.
    trusted      INTEGER NOT NULL CHECK (trusted IN (0, 1)),
    -- What was understood of it.
    extracted    TEXT NOT NULL CHECK (json_valid(extracted))
) STRICT;
CREATE INDEX hook_event_gateway ON hook_event (gateway_id, id);
