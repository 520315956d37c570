"""Backup, restore and upgrade by the commands of the page."""

import pyrage

from tests.deploy.installation import Installation, commands
from tests.deploy.visitors import Tablet

DROP = "DROP DATABASE evalsite WITH (FORCE)"


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
    installation.sql(DROP, database="postgres")
    (roles,) = (line for line in commands("安装") if "roles.sql" in line)
    installation.perform(roles)


def _upgrade(installation: Installation) -> None:
    """The servers run again afterwards, and nothing is wrong."""
    for line in commands("升级"):
        installation.perform(line)
    assert Tablet(installation).get("/b/").status == 200
    assert installation.perform("evalsite doctor").splitlines()[-1] == "没有发现问题，可以投票。"
