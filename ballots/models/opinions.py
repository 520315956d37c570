"""Opinions: their codes and urn, written by raw SQL as the ballots' are; released ones; reply slips."""

from django.conf import settings
from django.db import models

from ballots.models.votes import Vote
from registry.models.checks import choice_check
from registry.models.fields import EncryptedField


class OpinionIssued(models.Model):
    """Digest of a card's code for opinions; cannot be joined with ``CodeIssued``, and stands in another order."""

    hash = models.CharField(max_length=64, primary_key=True)
    vote = models.ForeignKey(Vote, models.PROTECT, related_name="+", db_constraint=False)

    class Meta:
        verbose_name = "意见码"

    def __str__(self) -> str:
        return self.hash


class OpinionOpen(models.Model):
    """Digest of a code that may still give an opinion; giving one deletes the row."""

    hash = models.CharField(max_length=64, primary_key=True)
    vote = models.ForeignKey(Vote, models.PROTECT, related_name="+", db_constraint=False)

    class Meta:
        verbose_name = "未用意见码"

    def __str__(self) -> str:
        return self.hash


class UrnOpinion(models.Model):
    """One opinion that waits for the count: an id without meaning, subject and text sealed to the vote's key, the lane's seal."""

    id = models.CharField(max_length=32, primary_key=True)
    vote = models.ForeignKey(Vote, models.PROTECT, related_name="+", db_constraint=False)
    ciphertext = models.BinaryField()
    seal = models.CharField(max_length=64)

    class Meta:
        verbose_name = "意见箱"

    def __str__(self) -> str:
        return "一条意见"


class Screening(models.TextChoices):
    """What was decided on an opinion before others may read it."""

    PENDING = "pending", "待审阅"
    PASSED = "passed", "通过"
    MASKED = "masked", "遮盖后通过"
    WITHHELD = "withheld", "不予公开"


class ReleasedOpinion(models.Model):
    """An opinion out of its urn, in random order. ``text`` is for the screeners only; others read ``shown``, and only once passed.

    ``subject`` is a key of the form, empty when nobody was named. ``reason``: why it is withheld.
    """

    vote = models.ForeignKey(Vote, models.PROTECT, related_name="opinions")
    subject = models.CharField("对象", max_length=20, default="", blank=True)
    text = models.TextField("原文")
    state = models.CharField("审阅", max_length=10, choices=Screening.choices, default=Screening.PENDING)
    shown = models.TextField("公开的文字", default="", blank=True)
    reason = models.CharField("不予公开的原因", max_length=200, default="", blank=True)
    screened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="审阅人",
    )
    screened_at = models.DateTimeField("审阅时间", null=True, blank=True)

    class Meta:
        verbose_name = "意见"
        constraints = [choice_check("releasedopinion", "state", Screening.choices)]

    def __str__(self) -> str:
        return f"意见 {self.pk}"


class ReplySlip(models.Model):
    """Who asked to hear back, by his own wish; no card, no time, and no order: the id is random, as a ballot's.

    ``by_card``: he knew a card of the vote. Which one was written nowhere.
    """

    id = models.CharField(max_length=32, primary_key=True)
    vote = models.ForeignKey(Vote, models.PROTECT, related_name="slips", db_constraint=False)
    name = EncryptedField("姓名")
    contact = EncryptedField("联系方式")
    text = EncryptedField("希望答复的事项")
    by_card = models.BooleanField("凭卡", default=False)
    answer = EncryptedField("答复情况", default="", blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="答复人",
    )

    class Meta:
        verbose_name = "答复联系单"

    def __str__(self) -> str:
        return "一张答复联系单"
