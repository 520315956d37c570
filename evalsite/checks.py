"""Unsafe production settings are refused: by every command, and at the start of every server process."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured


@register()
def production_is_safe(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """With EVALSITE_PRODUCTION=1 each of these is an error, with what to set."""
    if not settings.PRODUCTION:
        return []
    rules = [
        (settings.DEBUG, "E001", "生产环境不能开启调试（EVALSITE_DEBUG）。"),
        (settings.DEMO, "E002", "生产环境不能使用演示方式（EVALSITE_DEMO）。"),
        (
            not settings.SECRETS_FROM_ENVIRONMENT,
            "E003",
            "须由环境变量给出 EVALSITE_SECRET_KEY 与 EVALSITE_FIELD_KEY。",
        ),
        (
            len(settings.SECRET_KEY) < 50 or len(settings.FIELD_KEY) < 50,
            "E004",
            "两个密钥各须不少于 50 个字符。",
        ),
        (settings.SECRET_KEY == settings.FIELD_KEY, "E005", "两个密钥不能相同。"),
        ("*" in settings.ALLOWED_HOSTS, "E006", "EVALSITE_ALLOWED_HOSTS 不能用通配符。"),
        (
            settings.DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql",
            "E007",
            "生产环境须用 PostgreSQL（DATABASE_URL）。",
        ),
        (not settings.REDIS_URL, "E008", "生产环境须用 Redis 作任务队列（REDIS_URL）。"),
        (not settings.PUBLIC_URL.startswith("https://"), "E009", "EVALSITE_PUBLIC_URL 须以 https:// 开头。"),
        (
            0 < len(settings.LANE_KEY) < 50,
            "E010",
            "EVALSITE_LANE_KEY 须不少于 50 个字符，投票期间不能更换。",
        ),
        (
            settings.LANE_KEY in (settings.SECRET_KEY, settings.FIELD_KEY),
            "E011",
            "EVALSITE_LANE_KEY 不能与另两个密钥相同。",
        ),
    ]
    return [Error(text, id=f"evalsite.{code}") for broken, code, text in rules if broken]


def refuse_unsafe(*, takes_ballots: bool = False) -> None:
    """The door of processes that serve (``wsgi``, ``celery``): commands run the checks themselves. Raises ``ImproperlyConfigured``.

    ``takes_ballots``: a process of the web, which cannot do without the lane's key.
    """
    found = production_is_safe(None)
    if takes_ballots and settings.PRODUCTION and not settings.LANE_KEY:
        found.append(Error("网页进程须由环境变量给出 EVALSITE_LANE_KEY。", id="evalsite.E012"))
    if found:
        raise ImproperlyConfigured(
            "\n".join(["设置不安全，拒绝启动：", *(f"{each.id}：{each.msg}" for each in found)])
        )
