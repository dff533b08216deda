-- Whom a business's portfolio has written to, for its limit of people in 24 hours.
CREATE TABLE portfolio_recipient (
    portfolio   TEXT NOT NULL,
    address_key INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    PRIMARY KEY (portfolio, address_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX portfolio_recipient_at ON portfolio_recipient (portfolio, at);

-- How many rows each has: counting a hundred thousand at every turn of the dispatcher would cost more than the turn.
CREATE TABLE portfolio (
    key  TEXT NOT NULL PRIMARY KEY,
    rows INTEGER NOT NULL CHECK (rows >= 0)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER portfolio_recipient_added AFTER INSERT ON portfolio_recipient BEGIN
    INSERT INTO portfolio (key, rows) VALUES (new.portfolio, 1) ON CONFLICT (key) DO UPDATE SET rows = rows + 1;
END;
CREATE TRIGGER portfolio_recipient_gone AFTER DELETE ON portfolio_recipient BEGIN
    UPDATE portfolio SET rows = rows - 1 WHERE key = old.portfolio;
END;
