"""What the machine did last: the sweep, the mail, and the digests that went out."""

from django.db import models


class Heartbeat(models.Model):
    """When a task that runs by itself was last done, and what kept it from being done, in Chinese."""

    name = models.SlugField("任务", max_length=20, unique=True)
    at = models.DateTimeField("时间")
    problem = models.CharField("问题", max_length=200, blank=True)

    class Meta:
        verbose_name = "定时任务"

    def __str__(self) -> str:
        return self.name


class UnitDigest(models.Model):
    """A unit's digest of one day went to one user by mail; once."""

    unit = models.ForeignKey("registry.Unit", models.CASCADE, related_name="+")
    user = models.ForeignKey("registry.User", models.CASCADE, related_name="+")
    on = models.DateField("日期")

    class Meta:
        verbose_name = "单位摘要"
        constraints = [models.UniqueConstraint(fields=["unit", "user", "on"], name="unit_digest_once")]

    def __str__(self) -> str:
        return f"{self.unit} {self.on:%Y-%m-%d}"
