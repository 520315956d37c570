"""An installation made from ``docs/production.md`` and the files of ``deploy/``: it votes, keeps quiet, and can be mended.

One file, so that one process of the suite makes the one installation.
"""

from itertools import pairwise

import psycopg
import pyrage
import pytest

from tests.deploy.day import Day
from tests.deploy.faults import FOUND, broken
from tests.deploy.installation import Installation, commands
from tests.deploy.visitors import Tablet

UNTOLD = ("/static/js/ballot.js", "/receipts/", "/feeds/planted.ics", "/r/planted/", "/mail/")
"""Who came there and when is in no log."""

LANE_READS = {
    "ballots_cardbatch": {"label", "number", "vote_id"},
    "ballots_codeissued": {"batch", "hash", "panel", "place_seal", "stratum", "vote_id"},
    "ballots_codeopen": {"batch", "hash", "stratum", "vote_id"},
    "ballots_opinionissued": {"hash", "vote_id"},
    "ballots_replyslip": {"by_card", "id", "vote_id"},
    "ballots_tablet": {
        "conflicts", "enrol_hash", "id", "number", "retired", "seen_at", "settled", "token_hash", "unsent", "vote_id",
    },
    "ballots_vote": {
        "cards", "cards_seal", "closed_at", "form", "form_hash", "front", "id", "key_id", "key_public", "key_seal", "key_suite",
        "lane_print", "made", "marking", "opened_at", "phone", "state", "title", "wrap_public",
    },
}  # fmt: skip
"""All that the lane's role may read, by hand: neither urn nor opinions nor receipts, nobody's name, no key."""
LANE_CALLS = {"ballots_cast", "ballots_opine"}

READABLE = """
SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
AND has_column_privilege(%s, c.oid, a.attnum, 'SELECT')
"""
WRITABLE = """
SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND (
    has_any_column_privilege(%s, c.oid, 'INSERT, UPDATE') OR has_table_privilege(%s, c.oid, 'DELETE, TRUNCATE, TRIGGER'))
"""
CALLABLE = """
SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND has_function_privilege(%s, p.oid, 'EXECUTE')
"""
REFUSED = {
    "evalsite_lane": [
        "SELECT ciphertext FROM ballots_urnopinion",
        "DELETE FROM ballots_codeopen",
        "SELECT name FROM ballots_replyslip",
        "SELECT * FROM registry_user",
        "CREATE TEMP TABLE kept AS SELECT 1",
    ],
    "evalsite_app": [
        "DELETE FROM registry_auditevent",
        "UPDATE registry_auditevent SET verb = 'other'",
        "TRUNCATE registry_auditevent",
        "ALTER TABLE registry_auditevent DISABLE TRIGGER ALL",
        "DROP TRIGGER ballots_form_frozen ON ballots_vote",
        "CREATE TABLE other (id integer)",
        "DELETE FROM django_migrations",
    ],
}


def test_a_voting_day(installation: Installation) -> None:
    day = Day(installation)
    day.open()
    day.enrol()
    day.vote()
    day.speak()
    day.close()
    day.count()
    day.check_receipts()
    day.report()
    for path in UNTOLD:
        day.tablet.get(path)
    logs = "".join(file.read_text(errors="replace") for file in installation.folder.rglob("*.log"))
    logs += (installation.folder / "postgresql" / "log").read_text()
    assert "GET /votes/" in logs
    assert [word for word in (" /b/", *UNTOLD, *day.secrets()) if word in logs] == []


def test_the_roles_may_do_their_part_and_no_more(installation: Installation) -> None:
    with psycopg.connect(installation.database_of("owner")) as owner:
        read: dict[str, set[str]] = {}
        for table, column in owner.execute(READABLE, ["evalsite_lane"]):
            read.setdefault(table, set()).add(column)
        assert read == LANE_READS
        written = {name for (name,) in owner.execute(WRITABLE, ["evalsite_lane", "evalsite_lane"])}
        assert written == {"ballots_replyslip", "ballots_tablet"}
        assert {name for (name,) in owner.execute(CALLABLE, ["evalsite_lane"])} == LANE_CALLS
    for role, statements in REFUSED.items():
        with psycopg.connect(
            installation.database_of(role.removeprefix("evalsite_")), autocommit=True
        ) as own:
            for statement in statements:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    own.execute(statement)


def test_a_lane_that_is_gone_asks_for_patience(installation: Installation) -> None:
    installation.ended("evalsite-lane")
    try:
        answer = Tablet(installation).get("/b/")
    finally:
        installation.perform("systemctl restart evalsite-lane")
    assert (answer.status, answer.policy) == (503, "default-src 'self'")
    assert "请稍候再试" in answer.text
    assert Tablet(installation).get("/b/").status == 200
    assert "/b/" not in installation.log("nginx-access") + installation.log("nginx-error")


def test_whatever_is_wrong_is_named_with_what_to_do(installation: Installation) -> None:
    with broken(installation):
        said = installation.refused("evalsite doctor")
    lines = said.splitlines()
    expected = [line.format(etc=installation.folder / "etc", url=installation.url) for line in FOUND]
    assert [line for line in lines if line.startswith("✗")] == expected
    assert [after for line, after in pairwise(lines) if line.startswith("✗")] == [
        line for line in lines if line.startswith("    办法：")
    ]
    assert f"发现 {len(FOUND)} 处问题，全部解决以前不要投票。" in said


def test_a_backup_is_restored_where_nothing_is_left(installation: Installation) -> None:
    key = pyrage.x25519.Identity.generate()
    backing, restoring = commands("备份和恢复")[:2], commands("备份和恢复")[2:]
    for line in backing:
        installation.perform(line.replace("age1公钥", str(key.to_public())))
    (made,) = (installation.folder / "backups").iterdir()
    assert made.stat().st_mode & 0o777 == 0o600
    before = installation.sql("SELECT string_agg(hash, ' ' ORDER BY number) FROM registry_auditevent")
    var = installation.folder / "var"
    _lose_everything(installation)
    made.rename(var / "backup.age")
    (var / "backup.key").write_text(str(key))
    said = "".join(installation.perform(line) for line in restoring)
    assert "已恢复，全部核对相符。" in said
    assert "审计链完整" in said
    assert installation.sql("SELECT string_agg(hash, ' ' ORDER BY number) FROM registry_auditevent") == before
    _upgrade(installation)


def _lose_everything(installation: Installation) -> None:
    """As on a new machine that has come to the three roles."""
    files = installation.folder / "var" / "files"
    if files.exists():
        files.rename(installation.folder / "lost")
    installation.sql("DROP DATABASE evalsite WITH (FORCE)", database="postgres")
    (roles,) = (line for line in commands("安装") if "roles.sql" in line)
    installation.perform(roles)


def _upgrade(installation: Installation) -> None:
    """The servers run again afterwards, and nothing is wrong."""
    for line in commands("升级"):
        installation.perform(line)
    assert Tablet(installation).get("/b/").status == 200
    assert installation.perform("evalsite doctor").splitlines()[-1] == "没有发现问题，可以投票。"
