"""Facts about this installation: version, database, keys, and whether the parts behind the pages answer."""

import sqlite3
import tomllib
from functools import cache

import celery
import kombu.exceptions
from django.conf import settings
from django.db import connection

from registry.models import AuditHead, Business, Person, Unit, User

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
        ("单位", f"{Unit.objects.count()} 个"),
        ("市场主体", f"{Business.objects.count()} 户"),
        ("人员", f"{Person.objects.count()} 人"),
        ("用户", f"{User.objects.filter(is_active=True).count()} 人"),
        ("审计记录", f"{head.number if head else 0} 条"),
        ("会话闲置退出", f"{settings.IDLE_TIMEOUT_SECONDS // 60} 分钟"),
    ]


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
        return "连接不上", "overdue", "请检查 Redis 服务和环境变量 REDIS_URL。"
    return "正常", "done", ""


def worker_health() -> tuple[str, str, str]:
    """Whether a worker answers within half a second: state, tone, and what to do."""
    if queue_health()[1] == "overdue":
        return "无法询问", "overdue", "任务队列连接不上；任务都已保存，恢复后自动办理。"
    import redis

    try:
        answers = celery.current_app.control.ping(timeout=PATIENCE_SECONDS)
    except (kombu.exceptions.OperationalError, redis.RedisError, OSError):
        answers = []
    if answers:
        return "正常", "done", f"{len(answers)} 个进程。"
    return (
        "没有回应",
        "overdue",
        "导入和生成文件会排队等待，请检查后台进程；正忙时也可能来不及回应，可稍后再看。",
    )
