"""The sealed box 封存票箱: shuffled bodies under two passphrases, for the time in which a count may be contested."""

from django.conf import settings
from django.db import models

from ballots.models.votes import Vote
from registry.models.checks import another_person


class SealedBox(models.Model):
    """The encrypted bodies of a sealed vote. ``file`` is None once they are destroyed; ``sha256`` and ``ballots`` stay."""

    vote = models.OneToOneField(Vote, models.PROTECT, related_name="box")
    file = models.BinaryField(null=True, editable=False)
    sha256 = models.CharField("校验值", max_length=64)
    ballots = models.PositiveIntegerField("票数")
    objections_until = models.DateField("异议期至")
    destroyed_at = models.DateTimeField("销毁时间", null=True, blank=True)
    destroyed_reason = models.CharField("销毁说明", max_length=200, default="", blank=True)

    class Meta:
        verbose_name = "封存票箱"

    def __str__(self) -> str:
        return f"{self.vote}封存票箱"


class BoxOpening(models.Model):
    """That the box was opened: why, at whose asking, with whom. The opened file goes out once and is not kept."""

    box = models.ForeignKey(SealedBox, models.PROTECT, related_name="openings")
    reason = models.CharField("开箱原因", max_length=200)
    agrees = models.BooleanField("与封存计数一致")
    opened_at = models.DateTimeField("开箱时间", auto_now_add=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    watched_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "开箱记录"
        ordering = ["pk"]
        constraints = [another_person("boxopening", "watched_by", "opened_by")]

    def __str__(self) -> str:
        return self.reason[:30]
