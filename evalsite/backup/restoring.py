"""Restoring a backup into an empty installation."""

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from ballots.models import Vote
from evalsite.backup.archive import identity_of, read_archive
from evalsite.backup.dump import QUIET, load, states_of
from evalsite.backup.making import DATABASE, FILES, FORMAT, KEY_WORDS, MANIFEST
from evalsite.backup.refusals import BackupRefused
from registry.models.fields import blind_digest
from rulebook.lifecycle.vote import VoteState as S


def restore(source: Path, identity: Path) -> list[Vote]:
    """Load database and files; the votes that were ready and can never be opened now. Raises ``BackupRefused``."""
    refuse_used()
    key = identity_of(identity)
    with tempfile.TemporaryDirectory(dir=settings.VAR_DIR, prefix="restore-") as folder:
        unpacked = Path(folder)
        read_archive(source, key, unpacked)
        _check_manifest(unpacked / MANIFEST)
        if states_of(unpacked / DATABASE) - QUIET:
            raise BackupRefused(
                "这份备份是投票进行中做的，里面有票箱和未用的票码，不能恢复：该次投票作废，另用新卡重投。"
            )
        load(unpacked / DATABASE)
        _keep_files(unpacked / FILES)
    call_command("migrate", verbosity=0)
    return list(Vote.objects.filter(state__in=(S.TESTING, S.READY)).order_by("pk"))


def refuse_used() -> None:
    """Raise ``BackupRefused`` for an installation that holds anything."""
    if connection.introspection.table_names():
        raise BackupRefused("数据库里已经有表。恢复只进空的数据库：新装的机器先不建表。")
    if any(Path(settings.MEDIA_ROOT).glob("*")):
        raise BackupRefused(f"{settings.MEDIA_ROOT} 里已经有文件。恢复只进空的目录。")


def _check_manifest(file: Path) -> None:
    try:
        found: dict[str, Any] = json.loads(file.read_bytes())
    except (OSError, ValueError) as error:
        raise BackupRefused("不是本系统的备份：没有说明文件。") from error
    if found.get("format") != FORMAT:
        raise BackupRefused("不是本系统的备份，或是另一种格式的。")
    if found["database"] != connection.vendor:
        raise BackupRefused(f"备份取自 {found['database']}，本机是 {connection.vendor}，不能互相恢复。")
    keys = [settings.FIELD_KEY, *settings.FIELD_KEY_FALLBACKS]
    if found["field_key"] not in [blind_digest(KEY_WORDS, key) for key in keys]:
        raise BackupRefused("本机的 EVALSITE_FIELD_KEY 与备份时不同，电话等内容将读不出：请换回原来的密钥。")
    known = {
        f"{app}.{name}" for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    }
    if newer := [name for name in found["migrations"] if name not in known]:
        raise BackupRefused(f"备份来自更新的版本（{found['version']}，{newer[0]}），请先升级本机的程序。")


def _keep_files(folder: Path) -> None:
    root = Path(settings.MEDIA_ROOT)
    if folder.exists():
        if root.exists():
            root.rmdir()
        shutil.move(folder, root)
    for place in [root, *root.rglob("*")] if root.exists() else []:
        place.chmod(0o700 if place.is_dir() else 0o600)
