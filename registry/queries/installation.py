"""Facts about this installation: version, database, keys, and whether the queue answers."""

import sqlite3
import tomllib
from functools import cache

from django.conf import settings
from django.db import connection
from django.db.models import Model

from registry.models import AuditHead, Business, Person, Unit, User
from registry.queries.listing import COUNTED, bounded_count

PATIENCE_SECONDS = 0.5


@cache
def version() -> str:
    """The version in ``pyproject.toml``."""
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def facts() -> list[tuple[str, str]]:
    """Label and value, for the page 安装信息."""
    head = AuditHead.objects.filter(pk=1).first()
    return [
        ("版本", version()),
        ("数据库", _database()),
        ("字段密钥", "由环境变量给出" if settings.SECRETS_FROM_ENVIRONMENT else "保存在本机数据目录"),
        ("运行方式", "演示" if settings.DEMO else "生产" if settings.PRODUCTION else "试用"),
        ("单位", f"{_how_many(Unit)} 个"),
        ("市场主体", f"{_how_many(Business)} 户"),
        ("人员", f"{_how_many(Person)} 人"),
        ("用户", f"{User.objects.filter(is_active=True).count()} 人"),
        ("审计记录", f"{head.number if head else 0} 条"),
        ("会话闲置退出", f"{settings.IDLE_TIMEOUT_SECONDS // 60} 分钟"),
    ]


def _how_many(model: type[Model]) -> str:
    """Of many rows what the database itself reckons: counting a million would keep the page waiting."""
    rows = model._default_manager.all()
    number = bounded_count(rows)
    if number <= COUNTED:
        return str(number)
    if connection.vendor != "postgresql":
        return str(rows.count())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass", [model._meta.db_table]
        )
        return f"约 {max(cursor.fetchone()[0], COUNTED)}"


def _database() -> str:
    if connection.vendor == "postgresql":
        number = connection.cursor().connection.info.server_version
        return f"PostgreSQL {number // 10000}.{number % 10000}"
    return f"SQLite {sqlite3.sqlite_version}（单机）"


def queue_health() -> tuple[str, str, str]:
    """Whether the task queue answers: state, tone, and what to do."""
    if not settings.REDIS_URL:
        return "单机方式", "neutral", "任务在本进程内排队，不需要 Redis。"
    # Asked on one page only: no other process need load it.
    import redis

    try:
        redis.Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=PATIENCE_SECONDS, socket_timeout=PATIENCE_SECONDS
        ).ping()
    except redis.RedisError:
        return "连接不上", "overdue", "请检查 Redis 服务和环境变量 REDIS_URL；任务都已保存，恢复后自动办理。"
    return "正常", "done", ""
