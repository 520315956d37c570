"""Tablets of a hall: which may hold the issued hashes, and how many ballots each still has to deliver."""

from django.db import models

from ballots.models.votes import Vote


class Tablet(models.Model):
    """An enrolled tablet. ``seen_at`` is coarse (the minute) and overwritten; nothing here tells who voted on it or when.

    ``enrol_hash`` is the digest of the one-time enrolment code, empty once used; ``token_hash`` that of the device's token. ``settled``: what it held came in another way, by its file or under
    its next enrolment, so nobody waits for it.
    """

    vote = models.ForeignKey(Vote, models.CASCADE, related_name="tablets")
    number = models.PositiveSmallIntegerField("平板号")
    enrol_hash = models.CharField(max_length=64, default="", blank=True)
    token_hash = models.CharField(max_length=64, default="", blank=True, db_index=True)
    unsent = models.PositiveIntegerField("未上传", default=0)
    conflicts = models.PositiveIntegerField("冲突", default=0)
    seen_at = models.DateTimeField("最近报告", null=True, blank=True)
    retired = models.BooleanField("已停用", default=False)
    settled = models.BooleanField("已交清", default=False)

    class Meta:
        verbose_name = "平板"
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["vote", "number"], condition=models.Q(retired=False), name="tablet_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} 号平板"
