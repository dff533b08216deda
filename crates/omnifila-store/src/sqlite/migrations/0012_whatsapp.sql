-- WhatsApp Cloud API: a template's category may change behind our back, and what a message was charged as.

CREATE TABLE drift_hold_new (
    gateway_id           INTEGER NOT NULL,
    provider_template_id TEXT NOT NULL,
    template_id          INTEGER NOT NULL,
    hold_id              INTEGER NOT NULL,
    drift                INTEGER NOT NULL CHECK (drift BETWEEN 0 AND 9),
    PRIMARY KEY (gateway_id, provider_template_id, template_id)
) STRICT, WITHOUT ROWID;
INSERT INTO drift_hold_new SELECT gateway_id, provider_template_id, template_id, hold_id, drift FROM drift_hold;
DROP TABLE drift_hold;
ALTER TABLE drift_hold_new RENAME TO drift_hold;

CREATE TABLE provider_template_new (
    gateway_id  INTEGER NOT NULL,
    template_id TEXT NOT NULL,
    doc         TEXT NOT NULL CHECK (json_valid(doc)),
    -- A drift for which a person has lifted the hold: it holds no more until it becomes another.
    lifted      INTEGER CHECK (lifted BETWEEN 0 AND 9),
    PRIMARY KEY (gateway_id, template_id)
) STRICT, WITHOUT ROWID;
INSERT INTO provider_template_new SELECT gateway_id, template_id, doc, lifted FROM provider_template;
DROP TABLE provider_template;
ALTER TABLE provider_template_new RENAME TO provider_template;

-- What the provider says that this attempt costs: an object.
ALTER TABLE attempt ADD COLUMN charge TEXT CHECK (charge IS NULL OR json_valid(charge));
