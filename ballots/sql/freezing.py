"""The form of a vote that is open cannot change, nor can its key once that is proved: triggers of the database."""

OWN_TRIGGERS = {
    "ballots_form_frozen": "ballots_form_is_frozen",
    "ballots_key_frozen": "ballots_key_is_frozen",
}
"""The triggers of this module, all on the table of votes, with what they call on PostgreSQL."""

FREEZE_POSTGRESQL = """
CREATE FUNCTION ballots_form_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $frozen$
BEGIN
    RAISE EXCEPTION 'the form of an open vote is frozen';
END
$frozen$;
CREATE TRIGGER ballots_form_frozen BEFORE UPDATE ON ballots_vote FOR EACH ROW
WHEN (OLD.state NOT IN ('preparing', 'testing', 'ready')
      AND (OLD.form_hash <> NEW.form_hash OR OLD.form <> NEW.form OR OLD.unit_id <> NEW.unit_id))
EXECUTE FUNCTION ballots_form_is_frozen();
"""
UNFREEZE_POSTGRESQL = (
    "DROP TRIGGER ballots_form_frozen ON ballots_vote; DROP FUNCTION ballots_form_is_frozen();"
)
FREEZE_SQLITE = """
CREATE TRIGGER ballots_form_frozen BEFORE UPDATE ON ballots_vote FOR EACH ROW
WHEN OLD.state NOT IN ('preparing', 'testing', 'ready')
     AND (OLD.form_hash <> NEW.form_hash OR OLD.form <> NEW.form OR OLD.unit_id <> NEW.unit_id)
BEGIN
    SELECT RAISE(ABORT, 'the form of an open vote is frozen');
END;
"""
UNFREEZE_SQLITE = "DROP TRIGGER ballots_form_frozen;"

_KEY = ("key_public", "key_suite", "key_id", "key_seal", "lane_print")
_KEY_CHANGES = " OR ".join(f"OLD.{column} <> NEW.{column}" for column in _KEY)

FREEZE_KEY_POSTGRESQL = f"""
CREATE FUNCTION ballots_key_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $frozen$
BEGIN
    RAISE EXCEPTION 'the key of a vote is frozen';
END
$frozen$;
CREATE TRIGGER ballots_key_frozen BEFORE UPDATE ON ballots_vote FOR EACH ROW
WHEN (OLD.state NOT IN ('preparing', 'testing') AND ({_KEY_CHANGES}))
EXECUTE FUNCTION ballots_key_is_frozen();
"""
UNFREEZE_KEY_POSTGRESQL = (
    "DROP TRIGGER ballots_key_frozen ON ballots_vote; DROP FUNCTION ballots_key_is_frozen();"
)
FREEZE_KEY_SQLITE = f"""
CREATE TRIGGER ballots_key_frozen BEFORE UPDATE ON ballots_vote FOR EACH ROW
WHEN OLD.state NOT IN ('preparing', 'testing') AND ({_KEY_CHANGES})
BEGIN
    SELECT RAISE(ABORT, 'the key of a vote is frozen');
END;
"""
UNFREEZE_KEY_SQLITE = "DROP TRIGGER ballots_key_frozen;"
