"""The smallest trusted base: forms, codes, urn, counts, receipts.

No row here points to a person, and no urn, code or receipt row carries a time, an order or a user (ballots.md, invariants
04 and 05). ``CodeIssued``, ``CodeOpen``, ``UrnBallot`` and their like for opinions are written by the raw SQL of ``ballots/sql`` only. Their vote
has no foreign key in the database: its check would lock and mark the row of the vote with every cast, a hot row and a trace of the last one.
"""

from django.conf import settings
from django.db import models

from registry.models.checks import choice_check
from registry.models.fields import EncryptedField
from rulebook.lifecycle.vote import VOTE


class Vote(models.Model):
    """One secret ballot. The form is frozen once the vote is open; times are of the vote, never of a ballot.

    ``made`` cards were printed; ``handed_out`` is the number of unopened cards given at the door, ``spoilt`` and ``leftover``
    those counted by hand afterwards (``CardVoid`` counts the same cards as scanned). ``kept_open`` and ``kept_urn`` are the
    open codes and the ballots at the moment the urn was emptied. ``test_report`` is the zero report with its challenge
    cards; ``preflight_note`` what of the database's settings the watcher signed for; ``counts_sha256`` the digest of the
    published ``counts.json``. ``opinions_released_at``: the opinions were shuffled out of their urn and taking them ended;
    ``opinions_wiped_at``: no trace of that urn is left in the file (SQLite).
    """

    title = models.CharField("名称", max_length=150)
    unit = models.ForeignKey("registry.Unit", models.PROTECT, related_name="votes", verbose_name="单位")
    origin_kind = models.CharField(max_length=40)
    origin_label = models.CharField(max_length=200)
    marking = models.CharField("标记", max_length=10, default="", blank=True)
    state = models.CharField("状态", max_length=10, choices=VOTE.choices, default=VOTE.initial)
    form = models.JSONField(default=dict)
    form_hash = models.CharField("评议表校验值", max_length=64, blank=True)
    threshold = models.PositiveSmallIntegerField("最小分组", default=5)
    made = models.PositiveIntegerField("制发", default=0)
    handed_out = models.PositiveIntegerField("发给", default=0)
    spoilt = models.PositiveIntegerField("作废", default=0)
    leftover = models.PositiveIntegerField("剩余", default=0)
    checked_in = models.PositiveIntegerField("签到人数", default=0)
    kept_open = models.PositiveIntegerField("未用卡", null=True, blank=True)
    kept_urn = models.PositiveIntegerField("票箱张数", null=True, blank=True)
    test_report = models.JSONField(default=dict)
    preflight_note = models.CharField("数据库设置说明", max_length=500, blank=True)
    opened_at = models.DateTimeField("开启时间", null=True, blank=True)
    closed_at = models.DateTimeField("截止时间", null=True, blank=True)
    exception_note = models.CharField("截止例外", max_length=200, blank=True)
    exception_count = models.PositiveIntegerField("例外数", default=0)
    sealed_at = models.DateTimeField("封存时间", null=True, blank=True)
    wiped_at = models.DateTimeField("清除时间", null=True, blank=True)
    published_at = models.DateTimeField("公布时间", null=True, blank=True)
    counts_sha256 = models.CharField("公布文件校验值", max_length=64, blank=True)
    void_reason = models.CharField("作废原因", max_length=200, blank=True)
    opinions_released_at = models.DateTimeField("意见汇总时间", null=True, blank=True)
    opinions_wiped_at = models.DateTimeField("意见清除时间", null=True, blank=True)

    class Meta:
        verbose_name = "投票"
        ordering = ["-pk"]
        constraints = [choice_check("vote", "state", VOTE.choices)]

    def __str__(self) -> str:
        return self.title


class CodeIssued(models.Model):
    """Digest of a card's code, loaded in one go before opening, never changed."""

    hash = models.CharField(max_length=64, primary_key=True)
    vote = models.ForeignKey(Vote, models.PROTECT, related_name="+", db_constraint=False)

    class Meta:
        verbose_name = "已制卡"

    def __str__(self) -> str:
        return self.hash


class CodeOpen(models.Model):
    """Digest of a code that may still vote; casting deletes the row."""

    hash = models.CharField(max_length=64, primary_key=True)
    vote = models.ForeignKey(Vote, models.PROTECT, related_name="+", db_constraint=False)

    class Meta:
        verbose_name = "未用卡"

    def __str__(self) -> str:
        return self.hash


class CardVoid(models.Model):
    """Cards voided: how many and why, never which."""

    REASONS = [("spoilt", "卡片损坏"), ("leftover", "剩余未发"), ("misprint", "印制不合格")]
    vote = models.ForeignKey(Vote, models.PROTECT, related_name="voids")
    reason = models.CharField("原因", max_length=10, choices=REASONS)
    n = models.PositiveIntegerField("张数")

    class Meta:
        verbose_name = "作废卡"
        constraints = [
            choice_check("cardvoid", "reason", [("spoilt", ""), ("leftover", ""), ("misprint", "")]),
            models.UniqueConstraint(fields=["vote", "reason"], name="card_void_one_row_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} {self.n}"


class UrnBallot(models.Model):
    """One ballot: 128 random bits and a canonical JSON array of small integers in form order."""

    id = models.CharField(max_length=32, primary_key=True)
    vote = models.ForeignKey(Vote, models.PROTECT, related_name="+", db_constraint=False)
    panel = models.CharField(max_length=20, default="", blank=True)
    stratum = models.CharField(max_length=20, default="", blank=True)
    form_hash = models.CharField(max_length=64)
    body = models.TextField()

    class Meta:
        verbose_name = "票箱"

    def __str__(self) -> str:
        return "一张选票"


class SealedCount(models.Model):
    """How many ballots gave this grade (0 = 弃权) to this subject under this criterion."""

    vote = models.ForeignKey(Vote, models.PROTECT, related_name="counts")
    panel = models.CharField(max_length=20, default="", blank=True)
    stratum = models.CharField(max_length=20, default="", blank=True)
    subject = models.CharField(max_length=20)
    criterion = models.CharField(max_length=20)
    grade = models.PositiveSmallIntegerField()
    n = models.PositiveIntegerField()

    class Meta:
        verbose_name = "封存计数"
        constraints = [
            models.UniqueConstraint(
                fields=["vote", "panel", "stratum", "subject", "criterion", "grade"],
                name="sealed_count_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.criterion} {self.grade}: {self.n}"


class Receipt(models.Model):
    """A receipt of a counted ballot; rows are made at sealing, in sorted order."""

    vote = models.ForeignKey(Vote, models.PROTECT, related_name="receipts")
    receipt = models.CharField(max_length=12)

    class Meta:
        verbose_name = "回执"
        constraints = [models.UniqueConstraint(fields=["vote", "receipt"], name="receipt_once")]

    def __str__(self) -> str:
        return self.receipt


class CounterRun(models.Model):
    """What one of the two independent counters found; both must agree before the urn is emptied."""

    COUNTERS = [("aggregate", "数据库汇总"), ("stream", "逐票复核")]
    vote = models.ForeignKey(Vote, models.PROTECT, related_name="counter_runs")
    counter = models.CharField("计数器", max_length=10, choices=COUNTERS)
    ballots = models.PositiveIntegerField("票数")
    digest = models.CharField("结果校验值", max_length=64)

    class Meta:
        verbose_name = "计数"
        constraints = [
            choice_check("counterrun", "counter", [("aggregate", ""), ("stream", "")]),
            models.UniqueConstraint(fields=["vote", "counter"], name="counter_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_counter_display()} {self.ballots}"


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
    """One opinion that waits to be released: 128 random bits and canonical JSON of subject and text."""

    id = models.CharField(max_length=32, primary_key=True)
    vote = models.ForeignKey(Vote, models.PROTECT, related_name="+", db_constraint=False)
    body = models.TextField()

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
    """Who asked to hear back, by his own wish; no card, no time, and no order: the id is random, as a ballot's."""

    id = models.CharField(max_length=32, primary_key=True)
    vote = models.ForeignKey(Vote, models.PROTECT, related_name="slips", db_constraint=False)
    name = EncryptedField("姓名")
    contact = EncryptedField("联系方式")
    text = EncryptedField("希望答复的事项")
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
