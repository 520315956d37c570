"""Making a backup."""

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from ballots.models import Vote
from evalsite.backup.archive import Member, recipient_of, write_archive
from evalsite.backup.dump import QUIET, dump, held_still
from evalsite.backup.refusals import BackupRefused
from registry.models.fields import blind_digest
from registry.queries.installation import version

FORMAT = "evalsite-backup-1"
MANIFEST, DATABASE, FILES = "manifest.json", "database", "files"
KEY_WORDS = "evalsite backup"


def back_up(target: Path, recipient: str) -> int:
    """Write database and files, encrypted, to ``target``; how many files. Raises ``BackupRefused``.

    Refused while a vote is between opening and sealing: urn and open codes would lie about. Keys of votes are never in it.
    """
    to = recipient_of(recipient)
    with tempfile.TemporaryDirectory(dir=settings.VAR_DIR, prefix="backup-") as folder:
        copy = Path(folder) / DATABASE
        with held_still():
            refuse_running()
            dump(copy)
            manifest = json.dumps(_manifest(), ensure_ascii=False, indent=1).encode()
        # Files only ever come; those of rows in the copy are all there by now.
        files = list(attachments())
        write_archive(target, to, [(MANIFEST, manifest), (DATABASE, copy), *files])
    return len(files)


def refuse_running() -> None:
    """Raise ``BackupRefused`` for a vote that is going on, or of which the disk still keeps something."""
    running = list(Vote.objects.exclude(state__in=QUIET).order_by("pk"))
    unfinished = list(Vote.objects.filter(kept_urn__isnull=False, wiped_at__isnull=True).order_by("pk"))
    names = "、".join(f"“{vote.title}”（{vote.get_state_display()}）" for vote in [*running, *unfinished])
    if names:
        raise BackupRefused(f"投票开启到封存之间不做备份：{names}。封存或作废以后再做。")


def attachments() -> Iterator[Member]:
    """Every file under ``files``, with its name in the archive."""
    root = Path(settings.MEDIA_ROOT)
    for folder, _, names in os.walk(root):
        for name in sorted(names):
            file = Path(folder) / name
            yield f"{FILES}/{file.relative_to(root)}", file


def _manifest() -> dict[str, object]:
    applied = MigrationRecorder(connection).applied_migrations()
    return {
        "format": FORMAT,
        "version": version(),
        "made_at": timezone.localtime().isoformat(timespec="seconds"),
        "database": connection.vendor,
        "field_key": blind_digest(KEY_WORDS),
        "migrations": sorted(f"{app}.{name}" for app, name in applied),
    }
