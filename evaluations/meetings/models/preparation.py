"""What is prepared before a meeting (S0-09): opinions collected, measures proposed, reports written (S0-08, S0-22)."""

from django.conf import settings
from django.db import models

from evaluations.meetings.models.meetings import Meeting
from registry.models.checks import choice_check
from registry.models.papers import HandedInPaper
from rulebook.meeting.duty_report import HEADING_CHOICES

OPINION_CHANNELS = [
    ("visit", "走访"),
    ("forum", "座谈会"),
    ("questionnaire", "问卷"),
    ("letter", "征求意见函、来信"),
    ("hotline", "热线电话"),
    ("box", "意见箱"),
    ("online", "网上征集"),
    ("supervisor", "行风（效能）监督员反映"),
]


class ProposedMeasure(models.Model):
    """What the collected opinions come to: a problem under one of the six headings, its analysis, the measure proposed."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="measures")
    heading = models.CharField("归类", max_length=12, choices=HEADING_CHOICES)
    problem = models.CharField("归纳的问题", max_length=300)
    analysis = models.TextField("分析", blank=True)
    measure = models.TextField("拟采取的措施")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "拟采取的措施"
        ordering = ["heading", "pk"]
        constraints = [choice_check("proposedmeasure", "heading", HEADING_CHOICES)]

    def __str__(self) -> str:
        return self.problem


class CollectedOpinion(models.Model):
    """An opinion collected before the meeting, by channel. Who gave it is not kept (S0-19)."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="collected_opinions")
    channel = models.CharField("征集渠道", max_length=14, choices=OPINION_CHANNELS)
    collected_on = models.DateField("征集日期")
    text = models.TextField("意见内容", max_length=1000)
    measure = models.ForeignKey(
        ProposedMeasure, models.SET_NULL, null=True, blank=True, related_name="opinions"
    )
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "征集的意见"
        ordering = ["collected_on", "pk"]
        constraints = [choice_check("collectedopinion", "channel", OPINION_CHANNELS)]

    def __str__(self) -> str:
        return self.text[:30]


class DutyReport(HandedInPaper):
    """The report of one officer, typed under the six headings or uploaded; kept by person, so that it outlives the pool.

    ``headings`` maps heading keys to text; ``in_upload`` lists the headings that stand in the uploaded file.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="duty_reports")
    person = models.ForeignKey("registry.Person", models.PROTECT, related_name="+")
    headings = models.JSONField("内容", default=dict)
    in_upload = models.JSONField(default=list)
    upload = models.ForeignKey(
        "registry.Attachment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="报告文件",
    )
    opinions = models.ManyToManyField(
        CollectedOpinion, related_name="reports", blank=True, verbose_name="对应的意见"
    )

    class Meta:
        verbose_name = "述职述廉报告"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="duty_report_once_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.person}述职述廉报告"
