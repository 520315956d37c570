"""Paper ballots: a sheet is known by a random stamp put on it after the box was opened; two clerks enter it blind."""

import secrets

from django.conf import settings
from django.db import models

from ballots.models.votes import Vote


class PaperStock(models.Model):
    """The paper forms of one stratum, of a vote whose cards are made in batches; each names it (``label``).

    ``made`` were printed and ``given`` out, each against a card of the stratum; ``returned`` and ``left`` are counted by hand
    once the box is open, None until then.
    """

    vote = models.ForeignKey(Vote, models.CASCADE, related_name="paper_stocks")
    stratum = models.CharField(max_length=20)
    label = models.CharField("层或所评单位", max_length=60)
    made = models.PositiveIntegerField("印制", default=0)
    given = models.PositiveIntegerField("换发", default=0)
    returned = models.PositiveIntegerField("收回", null=True, blank=True)
    left = models.PositiveIntegerField("空白剩余", null=True, blank=True)

    class Meta:
        verbose_name = "分层纸质票"
        ordering = ["label", "stratum"]
        constraints = [models.UniqueConstraint(fields=["vote", "stratum"], name="paper_stock_once")]

    def __str__(self) -> str:
        return f"“{self.label}”的纸质票"


class PaperSheet(models.Model):
    """One sheet out of the box, with the ``stratum`` that stands on it. ``agreed`` is the body both entries came to, or what was decided on a difference."""

    vote = models.ForeignKey(Vote, models.CASCADE, related_name="sheets")
    stratum = models.CharField(max_length=20, default="", blank=True)
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
