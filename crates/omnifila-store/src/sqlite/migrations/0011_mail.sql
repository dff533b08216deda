-- What is told of our messages, and what people answer.

-- What was understood of a call and is not yet obeyed; null once it is. A crash in between obeys it again, which changes nothing.
ALTER TABLE hook_event ADD COLUMN heard TEXT CHECK (heard IS NULL OR json_valid(heard));
CREATE INDEX hook_event_heard ON hook_event (id) WHERE heard IS NOT NULL;

-- Receipts that name a message of ours and wait for its answer.
CREATE INDEX unmatched_receipt_message ON unmatched_receipt (message_id, gateway_id) WHERE message_id IS NOT NULL;

-- What people wrote or pressed.
CREATE TABLE inbound (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    gateway_id  INTEGER NOT NULL,
    -- The provider's own id: the same again is the same.
    provider_id TEXT NOT NULL,
    address     TEXT NOT NULL,
    name        TEXT,
    text        TEXT NOT NULL,
    payload     TEXT,
    -- The message of ours that it answers, and whose it was.
    message_id  INTEGER,
    customer_id INTEGER,
    -- stop, resume, paid, not_me: what it asks for, if it asks for nothing else.
    wish        TEXT,
    at          INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    -- Handed to where the gateway's answers go; null while it is not.
    passed_at   INTEGER,
    UNIQUE (gateway_id, provider_id)
) STRICT;
CREATE INDEX inbound_customer ON inbound (customer_id, id) WHERE customer_id IS NOT NULL;
CREATE INDEX inbound_waiting ON inbound (gateway_id, id) WHERE passed_at IS NULL;

-- Chats whose owner opened the link made for a customer.
CREATE TABLE chat (
    gateway_id  INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    address     TEXT NOT NULL,
    bound_at    INTEGER NOT NULL,
    -- The call that proves it.
    evidence    TEXT NOT NULL,
    PRIMARY KEY (gateway_id, customer_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX chat_address ON chat (gateway_id, address);
