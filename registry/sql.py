"""SQL that Django's models cannot say: append-only audit, and the full-text index of the search entries."""

AUDIT_TRIGGERS_POSTGRESQL = """
CREATE OR REPLACE FUNCTION registry_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit events are never changed';
END $$;
CREATE TRIGGER registry_audit_append_only BEFORE UPDATE OR DELETE ON registry_auditevent
    FOR EACH ROW EXECUTE FUNCTION registry_audit_refuse();
CREATE TRIGGER registry_audit_no_truncate BEFORE TRUNCATE ON registry_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION registry_audit_refuse();
"""
AUDIT_TRIGGERS_POSTGRESQL_DROP = """
DROP TRIGGER IF EXISTS registry_audit_append_only ON registry_auditevent;
DROP TRIGGER IF EXISTS registry_audit_no_truncate ON registry_auditevent;
DROP FUNCTION IF EXISTS registry_audit_refuse();
"""
AUDIT_TRIGGERS_SQLITE = """
CREATE TRIGGER registry_audit_no_update BEFORE UPDATE ON registry_auditevent
BEGIN SELECT RAISE(ABORT, 'audit events are never changed'); END;
CREATE TRIGGER registry_audit_no_delete BEFORE DELETE ON registry_auditevent
BEGIN SELECT RAISE(ABORT, 'audit events are never changed'); END;
"""
AUDIT_TRIGGERS_SQLITE_DROP = """
DROP TRIGGER IF EXISTS registry_audit_no_update;
DROP TRIGGER IF EXISTS registry_audit_no_delete;
"""

# Kind and unit stand among the tokens, so that what of one kind holds a common word is found without fetching all that
# hold it. Both begin with signs that no token of a text or a query has.
SEARCH_VECTOR = """
array_to_tsvector(string_to_array(rtrim('=' || kind || ' @' || coalesce(unit_id, 0)::text || ' ' || tokens), ' '))
"""
SEARCH_INDEX_POSTGRESQL = (
    f"CREATE INDEX registry_search_tokens ON registry_searchentry USING gin ({SEARCH_VECTOR});"
)
SEARCH_INDEX_POSTGRESQL_DROP = "DROP INDEX IF EXISTS registry_search_tokens;"
SEARCH_INDEX_SQLITE = """
CREATE VIRTUAL TABLE registry_searchtokens USING fts5(tokens, content='registry_searchentry', content_rowid='id');
CREATE TRIGGER registry_search_insert AFTER INSERT ON registry_searchentry
BEGIN INSERT INTO registry_searchtokens(rowid, tokens) VALUES (new.id, new.tokens); END;
CREATE TRIGGER registry_search_delete AFTER DELETE ON registry_searchentry
BEGIN INSERT INTO registry_searchtokens(registry_searchtokens, rowid, tokens) VALUES ('delete', old.id, old.tokens); END;
CREATE TRIGGER registry_search_update AFTER UPDATE ON registry_searchentry
BEGIN
    INSERT INTO registry_searchtokens(registry_searchtokens, rowid, tokens) VALUES ('delete', old.id, old.tokens);
    INSERT INTO registry_searchtokens(rowid, tokens) VALUES (new.id, new.tokens);
END;
"""
SEARCH_INDEX_SQLITE_DROP = """
DROP TRIGGER IF EXISTS registry_search_insert;
DROP TRIGGER IF EXISTS registry_search_delete;
DROP TRIGGER IF EXISTS registry_search_update;
DROP TABLE IF EXISTS registry_searchtokens;
"""
SEARCH_MATCH_POSTGRESQL = f"{SEARCH_VECTOR} @@ %s::tsquery"
SEARCH_MATCH_SQLITE = "id IN (SELECT rowid FROM registry_searchtokens WHERE tokens MATCH %s)"
