-- Sources that are asked: how far each has been read, and what is known of an invoice's look.

-- What ids in a source's rows refer to (cities, branches …), as the source gives it.
CREATE TABLE source_row (
    source_id   INTEGER NOT NULL,
    resource    TEXT NOT NULL,
    external_id TEXT NOT NULL,
    doc         TEXT NOT NULL CHECK (json_valid(doc)),
    PRIMARY KEY (source_id, resource, external_id)
) STRICT, WITHOUT ROWID;

-- How far a resource has been read; written in the transaction of the rows it covers.
CREATE TABLE source_cursor (
    source_id INTEGER NOT NULL,
    resource  TEXT NOT NULL,
    doc       TEXT NOT NULL CHECK (json_valid(doc)),
    PRIMARY KEY (source_id, resource)
) STRICT, WITHOUT ROWID;

-- 0 not released, 1 awaiting confirmation, 2 forecast, 3 unreadable: open, and not to be collected for the time being.
ALTER TABLE invoice ADD COLUMN block INTEGER CHECK (block BETWEEN 0 AND 3);
-- When its source was last asked about it, or told of it in a page: the moment the question was asked.
ALTER TABLE invoice ADD COLUMN looked_at INTEGER;

ALTER TABLE customer ADD COLUMN collection_before_due INTEGER CHECK (collection_before_due IN (0, 1));
ALTER TABLE customer ADD COLUMN collection_after_days INTEGER CHECK (collection_after_days >= 0);

-- Evidence of the last look: when the invoice was looked at, and its status then.
ALTER TABLE attempt ADD COLUMN looked_at INTEGER;
ALTER TABLE attempt ADD COLUMN invoice_status INTEGER CHECK (invoice_status BETWEEN 0 AND 4);
