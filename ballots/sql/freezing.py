"""The form of a vote that is open cannot change: a trigger of the database."""

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
