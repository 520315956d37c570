"""What is remembered of signing in: failures without a name or an address, and the sessions of an account."""

from django.db import models


class FailedTry(models.Model):
    """Failures in a row of one account from one place, or of one place; ``key`` is a keyed digest, it names neither."""

    key = models.CharField("摘要", max_length=64, unique=True)
    failures = models.PositiveIntegerField("次数", default=0)
    last_at = models.DateTimeField("最后一次", db_index=True)

    class Meta:
        verbose_name = "输错记录"

    def __str__(self) -> str:
        return self.key[:8]


class SignIn(models.Model):
    """One session of an account, so that its owner sees where he is signed in and can end it."""

    user = models.ForeignKey("registry.User", models.CASCADE, related_name="sign_ins", verbose_name="用户")
    session_key = models.CharField("会话", max_length=40, unique=True)
    device = models.CharField("设备", max_length=60)
    started_at = models.DateTimeField("登录时间")
    seen_at = models.DateTimeField("最近使用")

    class Meta:
        verbose_name = "登录"
        ordering = ["-seen_at", "-pk"]

    def __str__(self) -> str:
        return self.device
