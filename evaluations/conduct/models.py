"""行风建设台账: ten questions, three visits, contact points, pledges, findings from outside, the bureau's report (S3-20 … S3-24)."""

from django.db import models

from registry.models.checks import choice_check
from registry.models.papers import HandedInPaper

VISIT_KINDS = [("firm", "访企业"), ("township", "访乡镇（街道）"), ("community", "访社区（村居）")]
PLACE_KINDS = [("township", "乡镇（街道）"), ("community", "社区（村居）")]
FINDING_SOURCES = [
    ("hotline", "监督投诉电话"),
    ("radio", "行风热线"),
    ("survey", "民意调查"),
    ("questionnaire", "问卷调查"),
    ("covert", "明查暗访"),
    ("forum", "座谈会"),
]


class SelfCheck(HandedInPaper):
    """A unit's ten questions of a year. ``answers``: number → answer, problem, cause, measure; frozen once handed in."""

    unit = models.ForeignKey("registry.Unit", models.PROTECT, related_name="+", verbose_name="单位")
    year = models.PositiveSmallIntegerField("年度")
    answers = models.JSONField(default=dict)

    class Meta:
        verbose_name = "十问自查"
        ordering = ["-year", "unit__code"]
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="self_check_once_a_year")]

    def __str__(self) -> str:
        return f"{self.unit}{self.year}年十问自查"


class UnitSummary(HandedInPaper):
    """A unit's written summary of early October: self-checking, rectification, examples (S3-16); frozen once handed in."""

    unit = models.ForeignKey("registry.Unit", models.PROTECT, related_name="+", verbose_name="单位")
    year = models.PositiveSmallIntegerField("年度")
    text = models.TextField("书面总结", max_length=20000)

    class Meta:
        verbose_name = "单位书面总结"
        ordering = ["-year", "unit__code"]
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="unit_summary_once_a_year")]

    def __str__(self) -> str:
        return f"{self.unit}{self.year}年书面总结"


class Visit(models.Model):
    """One of the three visits: whom, by whom, what came of it (S3-20)."""

    unit = models.ForeignKey("registry.Unit", models.PROTECT, related_name="+", verbose_name="走访单位")
    kind = models.CharField("类别", max_length=10, choices=VISIT_KINDS)
    visited_on = models.DateField("走访日期")
    whom = models.CharField("走访对象", max_length=120)
    visitors = models.CharField("走访人员", max_length=120)
    problem = models.TextField("反映的问题", max_length=1000, blank=True)
    cause = models.TextField("原因", max_length=1000, blank=True)
    measure = models.TextField("措施", max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "三访记录"
        ordering = ["-visited_on", "-pk"]
        constraints = [choice_check("visit", "kind", VISIT_KINDS)]

    def __str__(self) -> str:
        return self.whom


class ContactPoint(models.Model):
    """A leader and the township or community that he keeps contact with (S3-24)."""

    unit = models.ForeignKey("registry.Unit", models.PROTECT, related_name="+", verbose_name="领导所在单位")
    leader = models.CharField("联系领导", max_length=50)
    kind = models.CharField("类别", max_length=10, choices=PLACE_KINDS)
    place = models.CharField("联系点", max_length=80)
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "联系点"
        ordering = ["unit__code", "leader", "pk"]
        constraints = [
            choice_check("contactpoint", "kind", PLACE_KINDS),
            models.UniqueConstraint(fields=["leader", "place", "valid_from"], name="contact_point_once"),
        ]

    def __str__(self) -> str:
        return f"{self.leader} {self.place}"


class Pledge(models.Model):
    """A signed 行风建设责任书 (S3-24): printed, signed by hand, its scan kept."""

    unit = models.ForeignKey("registry.Unit", models.PROTECT, related_name="+", verbose_name="单位")
    year = models.PositiveSmallIntegerField("年度")
    signer = models.CharField("签订人", max_length=50)
    signed_on = models.DateField("签订日期")
    scan = models.ForeignKey("registry.Attachment", models.PROTECT, related_name="+", verbose_name="扫描件")

    class Meta:
        verbose_name = "行风建设责任书"
        ordering = ["-year", "unit__code"]
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="pledge_once_a_year")]

    def __str__(self) -> str:
        return f"{self.unit}{self.year}年行风建设责任书"


class OutsideFinding(models.Model):
    """A finding of the city's offices, with its source; its matter is where it is answered and settled (S3-18, S3-22)."""

    unit = models.ForeignKey("registry.Unit", models.PROTECT, related_name="+", verbose_name="涉及单位")
    source = models.CharField("来源", max_length=14, choices=FINDING_SOURCES)
    found_on = models.DateField("发现日期")
    found_by = models.CharField("反映单位", max_length=80)
    document_number = models.CharField("文号", max_length=60, blank=True)
    text = models.TextField("反映的问题", max_length=2000)
    matter = models.OneToOneField("matters.Matter", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "外部反映问题"
        ordering = ["-found_on", "-pk"]
        constraints = [choice_check("finding", "source", FINDING_SOURCES)]

    def __str__(self) -> str:
        return self.text[:30]


class SelfAssessment(HandedInPaper):
    """The bureau's self-assessment report of October to the outside offices and the superior bureau (S3-23)."""

    unit = models.ForeignKey("registry.Unit", models.PROTECT, related_name="+", verbose_name="局")
    year = models.PositiveSmallIntegerField("年度")
    text = models.TextField("自评报告", max_length=20000)
    recipients = models.CharField("报送单位", max_length=200)

    class Meta:
        verbose_name = "自评报告"
        ordering = ["-year"]
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="self_assessment_once_a_year")]

    def __str__(self) -> str:
        return f"{self.unit}{self.year}年自评报告"
