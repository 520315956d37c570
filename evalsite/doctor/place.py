"""What lies on this machine: settings, modes of files, static files, type."""

import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

from evalsite.checks import production_is_safe
from evalsite.doctor.findings import FILL, Finding
from evalsite.documents import unusable_type

FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO
LISTING = stat.S_IRGRP | stat.S_IROTH | stat.S_IWGRP | stat.S_IWOTH
NEEDED_STATIC = ("css/ballot.css", "js/ballot.js")


def wrong_settings() -> Iterator[Finding]:
    """What the door of the servers would refuse, and what it cannot know."""
    if not settings.PRODUCTION:
        yield Finding("没有按生产方式运行（EVALSITE_PRODUCTION）", "用 evalsite 命令运行，它带着本单位的设置")
    for message in production_is_safe(None):
        yield Finding(f"{message.msg}".rstrip("。"), FILL)
    if settings.PRODUCTION and not settings.SECURE_PROXY_SSL_HEADER:
        yield Finding("没有说明前面有 nginx（EVALSITE_BEHIND_PROXY）", FILL)


def open_files() -> Iterator[Finding]:
    """Secrets that others can read, and folders that others can list or write."""
    for folder in (Path(settings.VAR_DIR), Path(settings.MEDIA_ROOT)):
        if folder.exists() and folder.stat().st_mode & LISTING:
            yield Finding(f"{folder} 别的用户可以列出或写入", f"chmod 711 {folder}")
    for file in sorted(secret_files()):
        if file.stat().st_mode & FOR_OTHERS:
            yield Finding(f"{file} 别的用户可以读取", f"chmod go= {file}")


def secret_files() -> Iterable[Path]:
    """Files of this installation that hold keys or passwords, as far as this user sees them."""
    for folder, patterns in (
        (Path(settings.VAR_DIR), ("*.secret", "*.sqlite3*", "certificates/*.key", "keys/*")),
        (Path(settings.CONFIG_DIR), ("values", "*.env", "*.sql")),
    ):
        if folder.is_dir():
            yield from (file for pattern in patterns for file in folder.glob(pattern) if file.is_file())


def missing_static() -> Iterator[Finding]:
    """Files of pages that were not collected."""
    for name in NEEDED_STATIC:
        try:
            collected = staticfiles_storage.url(name)
        except ValueError:
            collected = name
        file = Path(settings.STATIC_ROOT) / collected.removeprefix(settings.STATIC_URL)
        if settings.PRODUCTION and not file.exists():
            yield Finding(f"页面文件 {name} 没有收集", "evalsite collectstatic --noinput，再重启服务")


def missing_type() -> Iterator[Finding]:
    """Faces without which no document can be printed."""
    if problem := unusable_type():
        yield Finding(problem, "重新取得完整的代码")
