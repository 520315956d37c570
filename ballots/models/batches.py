"""Slips of a mass survey, printed batch by batch; a batch is large enough that its rate tells nothing of a person (S4-11)."""

from django.db import models

from ballots.models.votes import Vote


class CardBatch(models.Model):
    """One batch of slips for one stratum. Codes know the number of their batch; ballots know the stratum only.

    ``handed_out`` is counted by hand, None until then; ``voided`` of its slips came back and were made void; ``kept_open`` are
    its open codes at the moment the urn was emptied.
    """

    vote = models.ForeignKey(Vote, models.PROTECT, related_name="batches")
    number = models.PositiveSmallIntegerField("批次")
    stratum = models.CharField(max_length=20)
    label = models.CharField("层", max_length=60)
    sender = models.CharField("发放单位", max_length=80, default="", blank=True)
    made = models.PositiveIntegerField("制发")
    handed_out = models.PositiveIntegerField("发出", null=True, blank=True)
    voided = models.PositiveIntegerField("作废", default=0)
    kept_open = models.PositiveIntegerField("未用", null=True, blank=True)

    class Meta:
        verbose_name = "选票卡批次"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["vote", "number"], name="batch_number_once")]

    def __str__(self) -> str:
        return f"第 {self.number} 批（{self.label}）"
