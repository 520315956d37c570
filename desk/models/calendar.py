"""The working calendar as entered: years with the days of their notice, and what a place decided for single days."""

from django.conf import settings
from django.db import models

from registry.models.checks import choice_check

YEAR_STATUS = [("none", "未录入"), ("provisional", "暂定"), ("official", "正式")]
DAY_KINDS = [("off", "法定节假日"), ("in_lieu", "调休放假"), ("makeup", "调休上班")]


class CalendarYear(models.Model):
    """A year's calendar. ``differences`` are sentences in Chinese: days on which the two sources disagree."""

    year = models.PositiveSmallIntegerField("年度", primary_key=True)
    status = models.CharField("状态", max_length=12, choices=YEAR_STATUS)
    notice = models.CharField("通知文号", max_length=80, blank=True)
    differences = models.JSONField("来源不一致", default=list)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "年度日历"
        ordering = ["-year"]
        constraints = [choice_check("calendaryear", "status", YEAR_STATUS)]

    def __str__(self) -> str:
        return f"{self.year} 年"


class CalendarDay(models.Model):
    """One day of a year's notice that differs from its weekday."""

    year = models.ForeignKey(CalendarYear, models.CASCADE, related_name="days")
    day = models.DateField("日期", unique=True)
    kind = models.CharField("种类", max_length=8, choices=DAY_KINDS)
    name = models.CharField("名称", max_length=60, blank=True)

    class Meta:
        verbose_name = "放假调休日"
        ordering = ["day"]
        constraints = [choice_check("calendarday", "kind", DAY_KINDS)]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.get_kind_display()}"


class LocalDay(models.Model):
    """One day on which this place works, or does not, against the national calendar; with the reason."""

    day = models.DateField("日期", unique=True)
    works = models.BooleanField("上班")
    reason = models.CharField("依据或原因", max_length=60)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "本地安排"
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {'上班' if self.works else '放假'}"
