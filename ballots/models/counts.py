"""What a count leaves: sums, receipts, what each counter found."""

from django.db import models

from ballots.models.votes import Vote
from registry.models.checks import choice_check


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
    """A receipt of a counted ballot, whole (``rulebook/ballot/receipts.py``); rows are made at sealing, in sorted order.

    A million of them come at once, under the lock of their vote: the database checks no foreign key for each, and the
    unique index serves to find those of a vote.
    """

    vote = models.ForeignKey(
        Vote, models.PROTECT, related_name="receipts", db_constraint=False, db_index=False
    )
    receipt = models.CharField(max_length=64)

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


class CountFile(models.Model):
    """A file of the count as it was when its digest went onto paper or before the public, byte for byte.

    What is shown of a published vote is drawn from it, never from rows. Its digest is taken from the bytes.
    """

    vote = models.ForeignKey(Vote, models.PROTECT, related_name="count_files")
    name = models.CharField("文件名", max_length=30)
    content = models.BinaryField("内容")

    class Meta:
        verbose_name = "计票文件"
        constraints = [models.UniqueConstraint(fields=["vote", "name"], name="count_file_once")]

    def __str__(self) -> str:
        return self.name
