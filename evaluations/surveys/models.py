"""Mass surveys 万人评议 (S4-11): run by the bureau itself, or held by others and entered with their result."""

from django.db import models

from registry.models.checks import choice_check

SURVEY_SOURCES = [("own", "本单位开展"), ("outside", "外单位开展，导入结果")]


class Survey(models.Model):
    """One survey of a year. ``strata`` is a list of {"key", "label"}; ``off_cycle_reason`` says why it is held before two
    years are over; ``document`` is the file from which an outside result was read."""

    bureau = models.ForeignKey(
        "registry.Unit", models.PROTECT, related_name="surveys", verbose_name="组织单位"
    )
    title = models.CharField("名称", max_length=120)
    year = models.PositiveSmallIntegerField("年度")
    source = models.CharField("开展方式", max_length=8, choices=SURVEY_SOURCES)
    organiser = models.CharField("开展单位", max_length=80, default="", blank=True)
    held_from = models.DateField("开始日期", null=True, blank=True)
    held_to = models.DateField("结束日期", null=True, blank=True)
    off_cycle_reason = models.CharField("不满两年再次开展的原因", max_length=200, default="", blank=True)
    strata = models.JSONField("分层", default=list)
    vote = models.OneToOneField("ballots.Vote", models.PROTECT, null=True, blank=True, related_name="+")
    past_votes = models.ManyToManyField("ballots.Vote", related_name="+", blank=True)
    document = models.ForeignKey(
        "registry.Attachment", models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "万人评议"
        ordering = ["-year", "-pk"]
        constraints = [
            choice_check("survey", "source", SURVEY_SOURCES),
            models.UniqueConstraint(fields=["bureau", "title", "year"], name="survey_once"),
        ]

    def __str__(self) -> str:
        return self.title


class SurveySubject(models.Model):
    """A unit that the survey asks about, in the order of the form."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="subjects")
    unit = models.ForeignKey("registry.Unit", models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField("次序")

    class Meta:
        verbose_name = "评议对象"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["survey", "unit"], name="survey_subject_once")]

    def __str__(self) -> str:
        return str(self.unit)


class OutsideRating(models.Model):
    """What an outside survey said of one unit, in all (``stratum`` empty) or in one stratum.

    ``counts`` are the votes of each grade from the best, empty when only a score was given; ``score`` is in points of 100.
    """

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="ratings")
    unit = models.ForeignKey("registry.Unit", models.PROTECT, related_name="+")
    stratum = models.CharField("层", max_length=60, default="", blank=True)
    ballots = models.PositiveIntegerField("有效票", null=True, blank=True)
    counts = models.JSONField("各等次票数", default=list, blank=True)
    score = models.DecimalField("得分", max_digits=6, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = "外单位评议结果"
        ordering = ["unit__code", "stratum"]
        constraints = [models.UniqueConstraint(fields=["survey", "unit", "stratum"], name="rating_once")]

    def __str__(self) -> str:
        return f"{self.unit} {self.stratum}"
