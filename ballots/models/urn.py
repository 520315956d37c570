"""Codes and the urn. No row here points to a person, and none carries a time, an order or a user (invariants 04 and 05).

``CodeIssued``, ``CodeOpen`` and ``UrnBallot`` are written by the raw SQL of ``ballots/sql`` only. Their vote has no foreign key in the
database: its check would lock and mark the row of the vote with every cast, a hot row and a trace of the last one.
"""

from django.db import models

from ballots.models.votes import Vote
from registry.models.checks import choice_check


class CodeIssued(models.Model):
    """Digest of a card's code, loaded in one go before opening, never changed. ``panel`` and ``stratum`` go into the ballot, ``batch`` does not.

    ``place_seal`` is the lane's on digest, panel and stratum, of cards made for one of several places; else empty.
    """

    hash = models.CharField(max_length=64, primary_key=True)
    vote = models.ForeignKey(Vote, models.PROTECT, related_name="+", db_constraint=False)
    panel = models.CharField(max_length=20, default="", db_default="", blank=True)
    stratum = models.CharField(max_length=20, default="", db_default="", blank=True)
    batch = models.PositiveSmallIntegerField(default=0, db_default=0)
    place_seal = models.CharField(max_length=32, default="", db_default="", blank=True)

    class Meta:
        verbose_name = "已制卡"

    def __str__(self) -> str:
        return self.hash


class CodeOpen(models.Model):
    """Digest of a code that may still vote; casting deletes the row and takes its panel and stratum into the ballot."""

    hash = models.CharField(max_length=64, primary_key=True)
    vote = models.ForeignKey(Vote, models.PROTECT, related_name="+", db_constraint=False)
    panel = models.CharField(max_length=20, default="", db_default="", blank=True)
    stratum = models.CharField(max_length=20, default="", db_default="", blank=True)
    batch = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        verbose_name = "未用卡"

    def __str__(self) -> str:
        return self.hash


class CardVoid(models.Model):
    """Cards voided: how many and why, never which."""

    REASONS = [
        ("spoilt", "卡片损坏"),
        ("leftover", "剩余未发"),
        ("misprint", "印制不合格"),
        ("paper", "换发纸质票"),
    ]
    vote = models.ForeignKey(Vote, models.PROTECT, related_name="voids")
    reason = models.CharField("原因", max_length=10, choices=REASONS)
    n = models.PositiveIntegerField("张数")

    class Meta:
        verbose_name = "作废卡"
        constraints = [
            choice_check(
                "cardvoid", "reason", [("spoilt", ""), ("leftover", ""), ("misprint", ""), ("paper", "")]
            ),
            models.UniqueConstraint(fields=["vote", "reason"], name="card_void_one_row_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} {self.n}"


class UrnBallot(models.Model):
    """One ballot: 128 random bits, its body sealed to the vote's key, and the lane's seal on the row (``rulebook/ballot/sealing.py``).

    What was marked is never written readable: not here, not in the database's log, not in a copy of either.
    """

    id = models.CharField(max_length=32, primary_key=True)
    vote = models.ForeignKey(Vote, models.PROTECT, related_name="+", db_constraint=False)
    panel = models.CharField(max_length=20, default="", blank=True)
    stratum = models.CharField(max_length=20, default="", blank=True)
    ciphertext = models.BinaryField()
    seal = models.CharField(max_length=64)

    class Meta:
        verbose_name = "票箱"

    def __str__(self) -> str:
        return "一张选票"
