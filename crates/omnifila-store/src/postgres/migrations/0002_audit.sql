-- The audit trail is only added to (the shared schema's triggers); an entry of before the chain is sealed once.
CREATE FUNCTION audit_refused() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND old.hash IS NULL THEN
        RETURN new;
    END IF;
    RAISE EXCEPTION 'an audit entry is never changed or removed';
END $$;
CREATE TRIGGER audit_kept BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_refused();
CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit FOR EACH ROW EXECUTE FUNCTION audit_refused();
