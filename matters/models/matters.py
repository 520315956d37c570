"""Problems: one register, one life."""

from django.conf import settings
from django.db import models

from registry.models.checks import choice_check
from registry.models.fields import PersonNameField
from rulebook.lifecycle.matter import ENDED, MATTER
from rulebook.matter.letters import OPINION_LABELS
from rulebook.matter.matters import (
    AUDIENCE_LABELS,
    FINDING_LABELS,
    RECIPIENT_LABELS,
    REVIEW_LABELS,
    SOURCE_LABELS,
    TREATMENT_LABELS,
    TRIAGE_LABELS,
)

SOURCES = [(each.value, label) for each, label in SOURCE_LABELS.items()]
TRIAGES = [(each.value, label) for each, label in TRIAGE_LABELS.items()]
FINDINGS = [(each.value, label) for each, label in FINDING_LABELS.items()]
TREATMENTS = [(each.value, label) for each, label in TREATMENT_LABELS.items()]
AUDIENCES = [(each.value, label) for each, label in AUDIENCE_LABELS.items()]
REVIEWS = [(each.value, label) for each, label in REVIEW_LABELS.items()]
OPINIONS = [(each.value, label) for each, label in OPINION_LABELS.items()]
RECIPIENTS = [(each.value, label) for each, label in RECIPIENT_LABELS.items()]
USER = settings.AUTH_USER_MODEL
CLOCK_ORIGIN = "matters.matter"
HOT = models.Case(
    models.When(
        models.Q(triage="hot") & ~models.Q(state__in=sorted(each.value for each in ENDED)),
        then=models.Value(1),
    ),
    default=models.Value(0),
)
"""1 for a hot problem that is open, the first of every list (S3-21); indexed as it stands here."""


class Matter(models.Model):
    """A problem of a unit. ``number`` counts in the bureau's year; who raised it is not kept but for the kind of source (S0-19).

    ``clock`` is the limit that runs now; ``origin_kind`` and ``origin_label`` say which wing's row points here.
    """

    bureau = models.ForeignKey("registry.Unit", models.PROTECT, related_name="+", verbose_name="局")
    year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveIntegerField("编号")
    title = models.CharField("问题", max_length=120)
    text = models.TextField("内容", max_length=3000)
    source = models.CharField("来源", max_length=10, choices=SOURCES)
    raised_on = models.DateField("提出日期")
    unit = models.ForeignKey("registry.Unit", models.PROTECT, related_name="matters", verbose_name="涉及单位")
    handler = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    triage = models.CharField("分类", max_length=6, choices=TRIAGES)
    state = models.CharField("状态", max_length=10, choices=MATTER.choices, default=MATTER.initial)
    finding = models.CharField("核实结论", max_length=6, choices=FINDINGS, blank=True)
    basis = models.TextField("核实依据", max_length=1000, blank=True)
    clarification = models.TextField("澄清", max_length=1000, blank=True)
    harm = models.BooleanField("损害群众利益或工商形象", default=False)
    harm_decision = models.TextField("处理决定", max_length=1000, blank=True)
    verified_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    treatment = models.CharField("处理方式", max_length=8, choices=TREATMENTS, blank=True)
    treatment_text = models.TextField("计划或说明", max_length=2000, blank=True)
    review_on = models.DateField("复查日期", null=True, blank=True)
    reported_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    told_on = models.DateField("回告日期", null=True, blank=True)
    told_note = models.CharField("回告方式", max_length=200, blank=True)
    closed_on = models.DateField("销号日期", null=True, blank=True)
    reopened = models.PositiveSmallIntegerField("重新整改次数", default=0)
    duplicate_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="duplicates")
    clock = models.OneToOneField("desk.Clock", models.PROTECT, null=True, blank=True, related_name="+")
    origin_kind = models.CharField(max_length=40, blank=True)
    origin_label = models.CharField("出处", max_length=150, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "问题"
        ordering = ["-pk"]
        constraints = [
            choice_check("matter", "source", SOURCES),
            choice_check("matter", "triage", TRIAGES),
            choice_check("matter", "state", MATTER.choices),
            models.UniqueConstraint(fields=["bureau", "year", "number"], name="matter_number_once"),
            models.CheckConstraint(
                condition=models.Q(state="merged", duplicate_of__isnull=False)
                | ~models.Q(state="merged") & models.Q(duplicate_of__isnull=True),
                name="matter_merged_into_one",
            ),
        ]
        indexes = [
            # All that the counts ask for, so that they never fetch a row; nothing that differs in each, so that it stays small.
            models.Index(fields=["state", "unit", "handler", "finding", "reopened"], name="matter_by_state"),
            models.Index(HOT, "year", "number", "id", name="matter_in_order"),
            models.Index(fields=["state", "triage", "raised_on", "id"], name="matter_hot_first"),
            models.Index(fields=["state", "raised_on", "id", "unit", "handler"], name="matter_oldest_first"),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.number:04} {self.title}"


class MatterName(models.Model):
    """A name, in its one form, that keeps whoever bears it from the problem: he is accused of it."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="names")
    name = PersonNameField("姓名", max_length=50)

    class Meta:
        verbose_name = "问题涉及的姓名"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["matter", "name"], name="matter_name_once")]
        indexes = [models.Index(fields=["name", "matter"], name="matter_by_name")]

    def __str__(self) -> str:
        return self.name


class Measure(models.Model):
    """What is done about a problem (S0-15); ``again`` is how often it had been begun anew by then."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="measures")
    text = models.TextField("整改措施", max_length=1000)
    done_on = models.DateField("落实日期", null=True, blank=True)
    again = models.PositiveSmallIntegerField("第几次重新整改", default=0)
    entered_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "整改措施"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:30]


class Evidence(models.Model):
    """A file that proves something on a day; a newer one for the same thing has the next ``edition`` and the old one stays.

    ``again`` is how often the problem had been begun anew by then.
    """

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="evidence")
    says = models.CharField("证明什么", max_length=120)
    proves_on = models.DateField("所证日期")
    edition = models.PositiveSmallIntegerField("版次", default=1)
    again = models.PositiveSmallIntegerField("第几次重新整改", default=0)
    file = models.ForeignKey("registry.Attachment", models.PROTECT, related_name="+")
    added_on = models.DateField("上传日期")
    added_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "证明材料"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "says", "edition"], name="evidence_edition_once")
        ]

    def __str__(self) -> str:
        return f"{self.says}（第 {self.edition} 版）"


class Telling(models.Model):
    """Somebody heard of the result; ``opinion`` is what those who raised it think, as far as they said it (S0-15)."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="tellings")
    audience = models.CharField("对象", max_length=9, choices=AUDIENCES)
    on = models.DateField("日期")
    note = models.CharField("方式和内容", max_length=200)
    opinion = models.CharField("评价", max_length=9, choices=OPINIONS, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "回告"
        ordering = ["pk"]
        constraints = [choice_check("telling", "audience", AUDIENCES)]

    def __str__(self) -> str:
        return f"{self.get_audience_display()}：{self.note}"


class MeasureReport(models.Model):
    """The written report of measures and of what was done, to Party committee, government and discipline commission (S0-15).

    ``numbers`` are those of the day it was composed; once it went to anybody it is not changed. ``told`` are the problems that
    it may tell by name: who is kept from one of them does not read the report.
    """

    bureau = models.ForeignKey("registry.Unit", models.PROTECT, related_name="+", verbose_name="局")
    unit = models.ForeignKey(
        "registry.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位"
    )
    title = models.CharField("标题", max_length=80)
    period_from = models.DateField("起")
    period_to = models.DateField("止")
    analysis = models.TextField("问题分析", max_length=5000)
    causes = models.TextField("原因", max_length=5000)
    measures = models.TextField("整改措施和落实情况", max_length=10000)
    numbers = models.JSONField(default=dict)
    told: "models.ManyToManyField[Matter, models.Model]" = models.ManyToManyField(
        Matter, related_name="+", blank=True
    )
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    written_on = models.DateField("撰写日期")

    class Meta:
        verbose_name = "整改情况报告"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(period_to__gte=models.F("period_from")), name="measure_report_period"
            )
        ]

    def __str__(self) -> str:
        return self.title


class ReportDelivery(models.Model):
    """To whom a written report went, when and how."""

    report = models.ForeignKey(MeasureReport, models.CASCADE, related_name="deliveries")
    to = models.CharField("报送对象", max_length=10, choices=RECIPIENTS)
    name = models.CharField("收文单位", max_length=60)
    on = models.DateField("报送日期")
    note = models.CharField("报送方式", max_length=120)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "报送记录"
        ordering = ["pk"]
        constraints = [
            choice_check("reportdelivery", "to", RECIPIENTS),
            models.UniqueConstraint(fields=["report", "to", "name"], name="report_delivered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.on:%Y-%m-%d}）"


class MatterStep(models.Model):
    """One step of a problem's life, in words, for its page."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="steps")
    on = models.DateField("日期")
    by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.CharField("步骤", max_length=300)

    class Meta:
        verbose_name = "办理记录"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text
