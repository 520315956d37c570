"""What of the database would betray a ballot is planted, found, and opens no vote unless the watcher signs for it."""

import secrets
from pathlib import Path

import pytest
from django.db import connection

from ballots.models import Vote
from ballots.queries import votes as votes_queries
from ballots.queries.preflight import telltale_settings
from ballots.services import confirming, moves
from ballots.sql.traces import Trace, traces
from tests.ballots.steps import Hall, ready

postgresql = pytest.mark.postgresql
CAST = "ballots_cast(bigint, text, text, text, text, text, bytea, text)"


def run(*statements: str) -> None:
    """Each is undone with the test's transaction."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture
def role(db: None) -> str:
    """A role that can sign in and nothing else; roles belong to the whole server, so its name is its own."""
    name = f"anchors_{secrets.token_hex(4)}"
    run(f"CREATE ROLE {name} LOGIN")
    return name


def planted(before: list[Trace]) -> list[Trace]:
    return [trace for trace in traces() if trace not in before]


@postgresql
@pytest.mark.parametrize(
    "reach",
    [
        "GRANT SELECT ON ballots_urnballot TO {role}",
        "GRANT SELECT (hash) ON ballots_codeopen TO {role}",
        "GRANT pg_write_all_data TO {role}",
        "ALTER ROLE {role} SUPERUSER",
        "ALTER ROLE {role} NOINHERIT; CREATE ROLE {role}_group; GRANT {role}_group TO {role};"
        " GRANT INSERT ON ballots_urnballot TO {role}_group",
        "DO $$ BEGIN EXECUTE (SELECT format('GRANT EXECUTE ON FUNCTION %s TO {role}', oid::regprocedure)"
        " FROM pg_proc WHERE proname = 'ballots_cast'); END $$",
    ],
)
def test_a_role_that_reaches_the_urn_is_asked_for_its_own_settings(role: str, reach: str) -> None:
    before = traces()
    run(f"ALTER ROLE {role} SET log_statement = 'all'")
    assert planted(before) == []
    run(reach.format(role=role))
    assert planted(before) == [Trace("log_statement", "all", role)]


@postgresql
@pytest.mark.parametrize(
    ("setting", "found"),
    [
        ("log_duration = true", Trace("log_duration", "true", "{role}")),
        ("log_duration = false", None),
        ("log_transaction_sample_rate = 0.0", None),
        ("log_min_duration_statement = 250", Trace("log_min_duration_statement", "250", "{role}")),
        (
            "session_preload_libraries = 'auto_explain'",
            Trace("session_preload_libraries", "auto_explain", "{role}"),
        ),
        (
            "auto_explain.log_min_duration = 0",
            Trace("library_setting", "auto_explain.log_min_duration = 0", "{role}"),
        ),
        ("search_path = elsewhere, public", Trace("search_path", "elsewhere, public", "{role}")),
        ("work_mem = '8MB'", None),
    ],
)
def test_what_a_role_sets_for_itself_is_loud_or_quiet(role: str, setting: str, found: Trace | None) -> None:
    before = traces()
    run(f"GRANT SELECT ON ballots_urnballot TO {role}", f"ALTER ROLE {role} SET {setting}")
    assert planted(before) == ([found._replace(role=role)] if found else [])


@postgresql
@pytest.mark.django_db
def test_settings_of_this_database_count_for_every_role() -> None:
    before = traces()
    name = connection.ops.quote_name(str(connection.settings_dict["NAME"]))
    run(f"ALTER DATABASE {name} SET log_statement = 'mod'")
    assert planted(before) == [Trace("log_statement", "mod", "ALL")]
    run("ALTER DATABASE postgres SET log_duration = on")
    assert planted(before) == [Trace("log_statement", "mod", "ALL")]


@postgresql
@pytest.mark.django_db
def test_the_servers_settings_are_read_and_none_is_hidden_by_the_own_session() -> None:
    before = traces()
    run("SET LOCAL log_statement = 'all'")
    assert planted(before) == [Trace("log_statement", "all")]
    run("SET LOCAL log_statement = 'none'")
    assert planted(before) == [Trace("hidden", "log_statement")]


@postgresql
def test_who_may_not_see_what_the_server_has_loaded_cannot_call_it_quiet(role: str) -> None:
    run(f"GRANT USAGE ON SCHEMA public TO {role}", f"SET LOCAL ROLE {role}")
    unseen = [Trace("hidden", f"{where}_preload_libraries") for where in ("shared", "session")]
    assert [trace for trace in traces() if trace.what == "hidden"] == unseen
    run("RESET ROLE", f"GRANT pg_read_all_settings TO {role}", f"SET LOCAL ROLE {role}")
    assert [trace for trace in traces() if trace.what == "hidden"] == []


@postgresql
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("CREATE PUBLICATION anchors_all FOR ALL TABLES", Trace("publication", "anchors_all")),
        ("CREATE PUBLICATION anchors_urn FOR TABLE ballots_urnballot", Trace("publication", "anchors_urn")),
        ("CREATE PUBLICATION anchors_other FOR TABLE registry_unit", None),
        (
            "CREATE SUBSCRIPTION anchors_sub CONNECTION 'dbname=nowhere' PUBLICATION nothing WITH (connect = false)",
            Trace("subscription", "anchors_sub"),
        ),
        (
            "CREATE FUNCTION anchors_event() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';"
            " CREATE EVENT TRIGGER anchors_on ON ddl_command_end EXECUTE FUNCTION anchors_event()",
            Trace("event_trigger", "anchors_on"),
        ),
        (
            "CREATE FUNCTION anchors_row() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
            " CREATE TRIGGER anchors_copy AFTER INSERT ON ballots_urnballot EXECUTE FUNCTION anchors_row()",
            Trace("trigger", "anchors_copy ON ballots_urnballot"),
        ),
        (
            "CREATE FUNCTION anchors_key() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
            " CREATE TRIGGER ballots_form_frozen_too BEFORE UPDATE ON ballots_vote EXECUTE FUNCTION anchors_key()",
            Trace("trigger", "ballots_form_frozen_too ON ballots_vote"),
        ),
        (
            "CREATE OR REPLACE FUNCTION ballots_key_is_frozen() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
            Trace("function", "ballots_key_is_frozen"),
        ),
        (
            "CREATE RULE anchors_also AS ON INSERT TO ballots_urnopinion DO ALSO NOTIFY opinion",
            Trace("rule", "anchors_also ON ballots_urnopinion"),
        ),
        (
            "DO $$ BEGIN EXECUTE (SELECT regexp_replace(pg_get_functiondef(oid), 'BEGIN', 'BEGIN PERFORM 1;')"
            " FROM pg_proc WHERE proname = 'ballots_cast'); END $$",
            Trace("function", "ballots_cast"),
        ),
        (
            f"ALTER FUNCTION {CAST} SET search_path = elsewhere, pg_catalog, public",
            Trace("function", "ballots_cast"),
        ),
        (f"ALTER FUNCTION {CAST} SECURITY INVOKER", Trace("function", "ballots_cast")),
        (
            "CREATE OR REPLACE FUNCTION ballots_form_is_frozen() RETURNS trigger LANGUAGE plpgsql AS"
            " $other$\nBEGIN\n    RAISE EXCEPTION 'the key of a vote is frozen';\nEND\n$other$",
            Trace("function", "ballots_form_is_frozen"),
        ),
        (
            "CREATE FUNCTION anchors_note(text) RETURNS boolean LANGUAGE sql AS 'SELECT true';"
            " ALTER TABLE ballots_urnballot ADD CONSTRAINT anchors_noted CHECK (anchors_note(id))",
            Trace("constraint", "anchors_noted ON ballots_urnballot"),
        ),
        ("ALTER TABLE ballots_urnballot ADD CONSTRAINT anchors_long CHECK (length(id) > 1)", None),
        (
            "ALTER TABLE ballots_codeopen ENABLE ROW LEVEL SECURITY; CREATE POLICY anchors_seen ON ballots_codeopen USING (true)",
            Trace("policy", "anchors_seen ON ballots_codeopen"),
        ),
        (
            "ALTER TABLE ballots_urnballot ADD COLUMN seen timestamptz DEFAULT clock_timestamp()",
            Trace("column", "seen ON ballots_urnballot"),
        ),
        (
            "ALTER TABLE ballots_urnopinion ADD COLUMN line bigint GENERATED ALWAYS AS IDENTITY",
            Trace("column", "line ON ballots_urnopinion"),
        ),
        (
            "CREATE DOMAIN anchors_text AS varchar CHECK (VALUE <> 'x');"
            " ALTER TABLE ballots_urnballot ALTER COLUMN seal TYPE anchors_text",
            Trace("column", "seal ON ballots_urnballot"),
        ),
        ("ALTER TABLE ballots_urnballot ADD COLUMN empty text DEFAULT ''", None),
        (
            "CREATE INDEX anchors_low ON ballots_urnballot (lower(id))",
            Trace("index", "anchors_low ON ballots_urnballot"),
        ),
    ],
)
def test_what_hangs_on_the_urn_or_hands_it_on_is_named(statement: str, found: Trace | None) -> None:
    before = traces()
    run(statement)
    assert planted(before) == ([found] if found else [])


@postgresql
@pytest.mark.django_db
def test_views_that_stand_in_for_the_catalog_hide_nothing() -> None:
    before = traces()
    run(
        "CREATE SCHEMA anchors_blind",
        "CREATE VIEW anchors_blind.pg_proc AS SELECT * FROM pg_catalog.pg_proc WHERE proname <> 'ballots_cast'",
        "CREATE VIEW anchors_blind.pg_policy AS SELECT * FROM pg_catalog.pg_policy WHERE false",
        "SET LOCAL search_path = anchors_blind, pg_catalog, public",
        "CREATE POLICY anchors_seen ON public.ballots_urnballot USING (true)",
        f"ALTER FUNCTION {CAST} SECURITY INVOKER",
    )
    assert planted(before) == [
        Trace("policy", "anchors_seen ON ballots_urnballot"),
        Trace("function", "ballots_cast"),
    ]
    with connection.cursor() as cursor:
        cursor.execute("SHOW search_path")
        assert cursor.fetchone()[0] == "anchors_blind, pg_catalog, public", "and is left as it was"


@pytest.mark.sqlite
@pytest.mark.django_db
def test_a_database_file_that_others_may_read_is_named() -> None:
    database = Path(str(connection.settings_dict["NAME"]))
    log = database.with_name(f"{database.name}-wal")
    assert traces() == []
    try:
        database.chmod(0o644)
        log.chmod(0o660)
        assert telltale_settings(Vote()) == [
            f"数据库文件别的用户可以读写（{database.name} 0644）",
            f"数据库文件别的用户可以读写（{log.name} 0660）",
        ]
    finally:
        database.chmod(0o600)
        log.chmod(0o600)


@postgresql
def test_opening_waits_until_the_watcher_signs_for_every_trace_by_its_name(hall: Hall, role: str) -> None:
    ready(hall)
    run(f"GRANT SELECT ON ballots_urnballot TO {role}", f"ALTER ROLE {role} SET log_statement = 'all'")
    run("CREATE PUBLICATION anchors_all FOR ALL TABLES")
    said = telltale_settings(hall.vote)
    assert f"记录所执行的语句（log_statement = all，角色 {role}）" in said
    assert "向别的数据库发布票箱的表（anchors_all）" in said
    asked = confirming.ask_step(actor=hall.runner, vote=hall.vote, action=votes_queries.OPEN_VOTE)
    with pytest.raises(moves.VoteRefused, match="数据库的设置会留下投票痕迹"):
        confirming.confirm_step(actor=hall.watcher, vote=hall.vote, confirmation=asked)
    confirming.confirm_step(actor=hall.watcher, vote=hall.vote, confirmation=asked, accept_preflight=True)
    hall.vote.refresh_from_db()
    assert (hall.vote.state, hall.vote.preflight_note) == ("open", "；".join(said))
