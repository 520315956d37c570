"""Duty-and-integrity meetings (seed-000). Draws and votes are rows of the floors below."""

from typing import TYPE_CHECKING

from django.db import models

from evaluations.meetings.models.rounds import Activity
from registry.models.checks import choice_check
from rulebook.lifecycle.meeting import MEETING

if TYPE_CHECKING:
    from evaluations.meetings.models.sittings import Sitting


class Meeting(models.Model):
    """One office's meeting: from the pool to the signed count.

    ``draw`` and ``vote`` are the valid ones; void ones stay in ``past_draws`` and ``past_votes``. ``pool_digest`` is of the
    pool that the draft draw was prepared from. ``gauges_at_open`` and ``gauges_at_close`` hold numbers only. ``edition``
    numbers the date and place that members are told of: it rises when either changes after they were told.
    """

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="meetings")
    office = models.ForeignKey(
        "registry.Unit", models.PROTECT, related_name="meetings", verbose_name="被评议单位"
    )
    state = models.CharField("状态", max_length=14, choices=MEETING.choices, default=MEETING.initial)
    held_on = models.DateField("会议日期", null=True, blank=True)
    held_at = models.TimeField("开始时间", null=True, blank=True)
    place = models.CharField("地点", max_length=120, blank=True)
    draw = models.OneToOneField("draws.Draw", models.PROTECT, null=True, blank=True, related_name="+")
    vote = models.OneToOneField("ballots.Vote", models.PROTECT, null=True, blank=True, related_name="+")
    past_draws = models.ManyToManyField("draws.Draw", related_name="+", blank=True)
    past_votes = models.ManyToManyField("ballots.Vote", related_name="+", blank=True)
    edition = models.PositiveSmallIntegerField("通知版次", default=1)
    place_reported_on = models.DateField("地点上报日期", null=True, blank=True)
    kin_declared_on = models.DateField("亲属申报日期", null=True, blank=True)
    pool_digest = models.CharField(max_length=64, blank=True)
    gauges_at_open = models.JSONField(default=dict)
    gauges_at_close = models.JSONField(default=dict)
    postponed_reason = models.CharField("延期原因", max_length=200, blank=True)
    fed_back_on = models.DateField("反馈日期", null=True, blank=True)
    fed_back_note = models.CharField("反馈方式", max_length=200, blank=True)
    representatives_told_on = models.DateField("回告代表日期", null=True, blank=True)
    representatives_told_note = models.CharField("回告方式", max_length=200, blank=True)
    void_reason = models.CharField("作废原因", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "述职述廉会议"
        ordering = ["activity", "office__code"]
        constraints = [
            choice_check("meeting", "state", MEETING.choices),
            models.UniqueConstraint(
                fields=["activity", "office"],
                condition=~models.Q(state="void"),
                name="meeting_once_an_office",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office}{self.activity.occasion}会议"

    @property
    def sitting(self) -> "Sitting | None":
        """The sitting under way or ended in order; one that a postponement broke off is none. Uses what was prefetched."""
        last = max(self.sittings.all(), key=lambda each: each.edition, default=None)
        return None if last is None or last.broken_off else last


class ReportingOfficer(models.Model):
    """Who reports and is assessed (S0-01), copied from the posts when the pool is opened; ``position`` is the order."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="officers")
    person = models.ForeignKey("registry.Person", models.PROTECT, related_name="+")
    name = models.CharField("姓名", max_length=50)
    title = models.CharField("职务", max_length=40)
    position = models.PositiveSmallIntegerField("次序")

    class Meta:
        verbose_name = "述职人员"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="officer_once_a_meeting")]

    def __str__(self) -> str:
        return f"{self.name} {self.title}"
