-- The audit trail is a chain: each entry is sealed to the one before by a hash over both, and the table is only added to. Entries
-- of before are sealed by the program when it opens the database next.

ALTER TABLE audit ADD COLUMN hash BLOB CHECK (hash IS NULL OR length(hash) = 32);

CREATE TRIGGER audit_kept BEFORE DELETE ON audit BEGIN
    SELECT RAISE(ABORT, 'an audit entry is never removed');
END;
CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit WHEN old.hash IS NOT NULL BEGIN
    SELECT RAISE(ABORT, 'an audit entry is never changed');
END;
