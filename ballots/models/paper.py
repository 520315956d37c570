"""Paper ballots: a sheet is known by a random stamp put on it after the box was opened; two clerks enter it blind."""

import secrets

from django.conf import settings
from django.db import models

from ballots.models.votes import Vote


class PaperSheet(models.Model):
    """One sheet out of the box. ``agreed`` is the body both entries came to, or what was decided on a difference."""

    vote = models.ForeignKey(Vote, models.CASCADE, related_name="sheets")
    stamp = models.PositiveIntegerField("编号")
    agreed = models.TextField(default="", blank=True)
    invalid = models.CharField("无效原因", max_length=12, default="", blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decision = models.CharField("裁定说明", max_length=200, default="", blank=True)

    class Meta:
        verbose_name = "纸质票"
        ordering = ["stamp"]
        constraints = [models.UniqueConstraint(fields=["vote", "stamp"], name="paper_stamp_once")]

    def __str__(self) -> str:
        return f"{self.stamp} 号纸质票"


def random_id() -> str:
    """128 random bits: a row whose number tells nothing of when it came."""
    return secrets.token_hex(16)


class PaperEntry(models.Model):
    """What one clerk read on a sheet: ``body`` as a ballot's, or ``invalid`` with a reason. Neither sees the other's.

    The id is random: a pile that nobody shuffled lies as the sheets were cast, and the entries must not keep that order.
    """

    id = models.CharField(max_length=32, primary_key=True, default=random_id)
    sheet = models.ForeignKey(PaperSheet, models.CASCADE, related_name="entries")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    body = models.TextField(default="", blank=True)
    invalid = models.CharField("无效原因", max_length=12, default="", blank=True)

    class Meta:
        verbose_name = "纸质票录入"
        constraints = [
            models.UniqueConstraint(fields=["sheet", "entered_by"], name="paper_entry_once_a_clerk")
        ]

    def __str__(self) -> str:
        return f"{self.sheet}的录入"
